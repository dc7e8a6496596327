/** An issue that is a duplicate of another: said, labelled and closed as one, each once; and all of that taken back. */

import type { Action } from '../core/plan/action.js';
import { hasLabel, isSetByPerson, vetoOf } from '../core/plan/precedence.js';
import type { CommandPlace } from './command-place.js';
import type { Deps } from './deps.js';
import { execute } from './execute.js';

/** GitHub gives every new repository this label. */
const label = {
  name: 'duplicate',
  color: 'cfd3d7',
  description: 'This issue or pull request already exists',
};

export async function duplicateOf(of: number, place: CommandPlace, deps: Deps): Promise<void> {
  const { ref, issue, commentId, by, botLogin } = place;
  const because = `${by} says that it is a duplicate of #${of}.`;
  const actions: Action[] = [
    // GitHub reads this sentence and links both issues.
    { kind: 'say', key: `duplicate:${ref.number}:${commentId}:${of}`, body: `Duplicate of #${of}` },
  ];
  if (!hasLabel(issue, label.name) && vetoOf(issue, label.name, botLogin) === null)
    actions.push({
      kind: 'add-labels',
      key: `labels:${ref.number}~c${commentId}:${label.name}`,
      labels: [label],
    });
  actions.push({
    kind: 'close-issue',
    key: `duplicate-close:${ref.number}:${commentId}:${of}`,
    as: 'duplicate',
    because,
  });
  await execute({ actions, reasons: [because] }, { ref, snapshot: issue }, deps);
}

export async function undoDuplicateOf(place: CommandPlace, deps: Deps): Promise<void> {
  const { ref, issue, commentId, by, botLogin } = place;
  const because = `${by} says that it is no duplicate.`;
  const actions: Action[] = [
    { kind: 'reopen-issue', key: `duplicate-undo:${ref.number}:${commentId}`, because },
  ];
  if (hasLabel(issue, label.name) && !isSetByPerson(issue, label.name, botLogin))
    actions.push({
      kind: 'remove-labels',
      key: `unlabel:${ref.number}~c${commentId}:${label.name}`,
      labels: [label.name],
      because,
    });
  await execute({ actions, reasons: [because] }, { ref, snapshot: issue }, deps);
}
