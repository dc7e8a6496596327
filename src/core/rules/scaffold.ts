/** The text of a new rule file: every section with what belongs there, and it loads as it is. */

/** YAML of a known problem with this id, which must be an `Id`; `schema` is the path of the JSON Schema as seen from the file. */
export function scaffoldRule(id: string, schema = '../known-problem.schema.json'): string {
  return `# yaml-language-server: $schema=${schema}
id: ${id}
title: What goes wrong, in one line
label:
  name: 'known: ${id}'
  color: 'd4c5f9'
  description: One line of at most 100 characters, shown on GitHub
summary: What goes wrong, for people who meet it.
cause: Why it goes wrong.

# Each role must be proven by a signal with that role, or nothing is labelled.
needs: [symptom]

signals:
  - id: first-signal
    says: The sentence that this pattern proves.
    role: symptom
    in: [log, prose]
    pattern: 'write here what the log says'
    weight: 5
  - id: second-signal
    says: Something that makes it more likely.
    in: [title, prose]
    patterns:
      - 'words of a reporter'
      - 'other words for the same'
    weight: 1.5

# What is confused with it, and how to tell.
look_alikes: []

# What to ask for when the report does not say it.
ask:
  - id: kernel
    question: Which kernel is it (\`uname -r\`)?
    answered_by: { fact: linux }

# The first entry whose \`when\` holds is used; the general one stands last.
fix:
  - id: general
    says: What helps, in one sentence.
    workaround: |
      What to do now, in Markdown.
    sources: [first-source]

reply: |
  Thank you for the report. It looks like a known problem: ...

  {% include 'evidence' %}

  {% include 'fix' %}

  {% include 'questions' %}

  {% include 'sources' %}

follow_up: { after: 14d, kind: ask }

sources:
  - { id: first-source, url: 'https://example.org/', says: What it proves., verified: false }

# Reports in your own words; \`dejabug rules test\` decides them.
match:
  - title: It writes here what the log says
    body: Since the update the log has "write here what the log says", or in words of a reporter.
    decision: label
no_match:
  - title: Something else with the same face
    body: Describe what is confused with it.
    because: it is something else
`;
}
