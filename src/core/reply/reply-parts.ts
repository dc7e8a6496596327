/** Ready-made parts of replies, for `{% include %}` in a rule's template. */

export const replyParts: Readonly<Record<string, string>> = {
  evidence: `{% for item in evidence %}- {{ item.says }}{% if item.quote %} {{ item.quote }}{% endif %}
{% endfor %}`,

  fix: `{% if fix.status == 'fixed-in' %}It is fixed in {{ fix.component }} {{ fix.fixed_in }}; the report names {{ fix.reported }}.{% if fix.how %} {{ fix.how }}{% endif %}

{% elsif fix.status == 'unknown-version' and fix.fixed_in %}A fix came with {{ fix.component }} {{ fix.fixed_in }}; the report does not show whether this system has it already.

{% endif %}{% if fix.workaround %}What helps now:

{{ fix.workaround }}
{% endif %}`,

  questions: `{% if missing.size > 0 %}To be sure, please tell us:

{% for item in missing %}- [ ] {{ item.question }}
{% endfor %}{% endif %}`,

  sources: `{% if sources.size > 0 %}Where this comes from:

{% for source in sources %}- {{ source.says }} {{ source.url }}
{% endfor %}{% endif %}`,
};

/** For a suspected regression: no fix, no "please upgrade"; it is handed to a person. */
export const regressionNote = `{{ fix.because }}

What the report shows:

{% include 'evidence' %}`;
