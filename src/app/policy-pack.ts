/** The known problems as a repository's policy wants them: which, under which labels, and from which confidence on. */

import type { Assessment } from '../core/assessment.js';
import type { LabelAt } from '../core/classify/classify.js';
import { sameName } from '../core/plan/precedence.js';
import type { Policy, PolicyMistake } from '../core/rules/policy.js';
import type { Pack } from './ports.js';

export type WantedPack =
  | { readonly ok: true; readonly pack: Pack }
  | { readonly ok: false; readonly mistakes: readonly PolicyMistake[] };

/** Mistakes where the policy gives two known problems one label. */
export function packFor(policy: Policy, pack: Pack): WantedPack {
  const mistakes = sharedLabels(policy, pack);
  if (mistakes.length > 0) return { ok: false, mistakes };
  const names = new Map<string, string>();
  const only: Record<string, number> = {};
  for (const [id, own] of Object.entries(policy.problems)) {
    if (own.label !== undefined) names.set(id, own.label);
    if (own.label_at_precision !== undefined) only[id] = own.label_at_precision;
  }
  const labelAt: LabelAt = { all: policy.label_at_precision, only };
  if (names.size === 0 && labelAt.all === undefined && Object.keys(only).length === 0)
    return { ok: true, pack };
  const renamed = new Map(
    pack.problems.flatMap(({ category, label }) => {
      const name = names.get(category);
      return name === undefined ? [] : [[label.toLowerCase(), name] as const];
    }),
  );
  function relabelled(assessment: Assessment): Assessment {
    const labels = assessment.labels.map((label) => ({
      ...label,
      name: renamed.get(label.name.toLowerCase()) ?? label.name,
    }));
    return { ...assessment, labels };
  }
  return {
    ok: true,
    pack: {
      ...pack,
      problems: pack.problems.map((problem) => {
        const name = names.get(problem.category);
        if (name === undefined) return problem;
        const { spec } = problem;
        return { ...problem, label: name, ...(spec !== undefined && { spec: { ...spec, name } }) };
      }),
      assess: (report) => relabelled(pack.assess(report, { labelAt })),
      classify: (report) => pack.classify(report, { labelAt }),
      assessAs(category, report) {
        const assessment = pack.assessAs(category, report);
        return assessment === null ? null : relabelled(assessment);
      },
    },
  };
}

/** One label tells of one known problem: whoever takes it off an issue says that it is not that one. */
function sharedLabels(policy: Policy, { problems }: Pack): PolicyMistake[] {
  const labels = problems.map(({ category, label }) => ({
    category,
    label: policy.problems[category]?.label ?? label,
  }));
  return labels.flatMap(({ category, label }, index) => {
    if (policy.problems[category]?.label === undefined) return [];
    const other = labels.find((one, at) => at !== index && sameName(one.label, label));
    return other === undefined
      ? []
      : [
          {
            path: ['problems', category, 'label'],
            says: `problems.${category}.label: \`${label}\` is the label of \`${other.category}\` too; give it another name`,
          },
        ];
  });
}
