/** Drafts that a command asks for: a reply about the problem that a person named, and the questions that are still open. */

import type { DraftContent } from '../core/plan/action.js';
import { contentFrom } from '../core/plan/draft-content.js';
import { sightOf } from '../core/plan/issue-sight.js';
import { isOurs } from '../core/plan/precedence.js';
import type { CommandPlace, Performed } from './command-place.js';
import type { Deps } from './deps.js';
import { judgedAssessment } from './judged-assessment.js';
import type { Draft } from './ports.js';
import { enqueuePosting } from './review-draft.js';

/** Drafts the reply about a known problem that a person named; once for each command. */
export async function drawFor(category: string, place: CommandPlace, deps: Deps): Promise<void> {
  const { title, body, author } = place.issue;
  const assessment = deps.pack.assessAs(category, { title, body, author: author.login });
  if (assessment === null || assessment.reply === null) return;
  const content = {
    ...contentFrom(assessment, category, assessment.reply),
    reason: `${place.by} says that it is ${category}.`,
    chosenBy: place.by,
  };
  await save(`chosen:${place.ref.number}:${category}:comment-${place.commentId}`, content, place, deps);
}

/** Drafts the open questions, approved by whoever asked for them. */
export async function sendQuestions(place: CommandPlace, deps: Deps): Promise<Performed> {
  const { ref, issue, by, commentId, botLogin } = place;
  const { pack, store, clock } = deps;
  const assessment = judgedAssessment(issue, await store.judgements(ref), deps);
  const { category } = assessment.classification;
  if (category === null || assessment.reply === null) {
    const says = 'Nothing is recognised here; say what it is with `problem <id>` first.';
    return { kind: 'refused', says };
  }
  const texts = issue.comments
    .filter(({ author }) => !author.isBot && !isOurs(author, botLogin))
    .map(({ body }) => ({ title: '', body }));
  const answered = pack.answered(category, texts);
  const missing = assessment.missing.filter(({ id }) => !answered.has(id));
  if (missing.length === 0)
    return { kind: 'refused', says: `Nothing is left to ask: what \`${category}\` needs is answered.` };
  const reply = [
    'To go on, this is needed from you:',
    '',
    ...missing.map(({ question }) => `- [ ] ${question}`),
  ];
  const content = {
    ...contentFrom(assessment, category, reply.join('\n')),
    missing,
    reason: `${by} asks for what is missing.`,
  };
  const draft = await save(`ask:${ref.number}:${category}:comment-${commentId}`, content, place, deps);
  const decidedAt = clock.now();
  const isFirst = await store.moveDraft(draft.id, 'pending', 'approved', { decidedBy: by }, decidedAt);
  if (isFirst) await enqueuePosting(deps, { id: draft.id, decidedAt });
  return { kind: 'accepted', says: null };
}

/** Idempotent by key. */
function save(
  key: string,
  content: DraftContent,
  place: CommandPlace,
  { store, clock }: Deps,
): Promise<Draft> {
  const { ref, issue, botLogin } = place;
  return store.saveDraft(
    {
      ...ref,
      key: `${ref.owner}/${ref.repo}/${key}`.toLowerCase(),
      title: issue.title,
      issueUrl: issue.url,
      body: issue.body,
      content,
      seen: sightOf(issue, botLogin),
    },
    clock.now(),
  );
}
