/** What the desk answers about one draft: its page, "somebody was first", "sign in again", and where to go after a decision. */

import { problemsFor } from '../../app/choose-problem.js';
import type { Draft } from '../../app/ports.js';
import { neighboursOf } from '../../app/review-list.js';
import { issueOf, openDraft } from '../../app/review-world.js';
import { undoLeft, undoMsOf } from '../../app/undo-time.js';
import { demotionsShown } from '../../app/view-scorecard.js';
import type { Desk, DeskContext } from './desk-context.js';
import { mayNotReview, noSuchDraft } from './desk-refusal.js';
import { decisionDocument } from './draft-json.js';
import { viewOf } from './draft-view.js';
import { draftAddress, filterWords, listAddress, listQuery, readFilters, withQuery } from './list-query.js';
import type { LastDecision } from './pages/decision-notice.js';
import { DraftPage } from './pages/draft-page.js';
import { KeptText, MessagePage } from './pages/message-page.js';
import type { Typed } from './pages/reply-panel.js';
import { issueName, stateWords } from './pages/words.js';
import { wantsJson } from './request-guard.js';
import { deskPath } from './return-path.js';
import type { Session } from './session-content.js';
import { signInAction } from './sign-in-routes.js';

/** Drafts about the same problem that a page shows. */
const mostSimilar = 5;

/** The draft's page with everything beside it. */
export async function draftPage(
  desk: Desk,
  context: DeskContext,
  session: Session,
  draft: Draft,
  typed: Typed,
  status: 200 | 400 | 409 = 200,
) {
  const { world } = desk;
  const filters = readFilters(context.req.query());
  const query = listQuery(filters, world.clock.now());
  const [neighbours, similar, frozen, decided, demotions] = await Promise.all([
    neighboursOf(world, session.login, query, draft),
    world.store.similarDrafts(draft, draft.category, mostSimilar),
    world.store.freezeOf(issueOf(draft)),
    lastDecision(desk, context, session),
    demotionsShown(world, [`${draft.owner}/${draft.repo}`]),
  ]);
  const demotion = demotions.find(({ category }) => category === draft.category) ?? null;
  const problems = draft.state === 'pending' ? problemsFor(world, draft) : [];
  const undoMs = undoMsLeft(desk, draft);
  const beside = { filters, neighbours, similar, frozen, problems, decided, demotion, undoMs };
  const view = viewOf(draft, context.req.query('report') === 'whole');
  return context.html(
    <DraftPage desk={desk} session={session} view={view} typed={typed} beside={beside} />,
    status,
  );
}

/** The second of two people: who was first, with what and when; an edit is not lost. */
export function tooLate(desk: Desk, context: DeskContext, session: Session, draft: Draft, reply?: string) {
  if (wantsJson(context)) return context.json(decisionDocument(draft), 409);
  const who = draft.decidedBy === session.login ? 'You' : (draft.decidedBy ?? 'Dejabug');
  const when = new Date(draft.updatedAt).toISOString().slice(0, 16).replace('T', ' ');
  const what = stateWords[draft.state].name.toLowerCase();
  const reason = draft.decisionReason === null ? '' : ` Reason: ${draft.decisionReason}.`;
  return context.html(
    <MessagePage
      desk={desk}
      session={session}
      icon="info"
      title="This draft was decided before you"
      advice={`${who} moved the draft for ${issueName(draft)} to “${what}” at ${when} UTC.${reason} Nothing was changed now.`}
      action={{ href: `${deskPath}/drafts/${draft.id}`, words: 'See the decision' }}
    >
      {reply !== undefined && reply.trim() !== draft.reply.trim() && <KeptText text={reply} />}
    </MessagePage>,
    409,
  );
}

/** After a decision: the next draft of the person's list, with what was decided said on top; the list when it was the last. */
export async function goOn(
  desk: Desk,
  context: DeskContext,
  session: Session,
  draft: Draft,
  note: { readonly queue?: 'later' } = {},
) {
  const filters = { ...readFilters(context.req.query()), state: 'pending' as const, after: undefined };
  const query = listQuery(filters, desk.world.clock.now());
  const { older, newer } = await neighboursOf(desk.world, session.login, query, draft);
  const next = older ?? newer;
  const address = next === null ? listAddress(filters) : draftAddress(next, filters);
  return context.redirect(withNote(address, { decided: draft.id, ...note }), 303);
}

/** Back to this draft's own page. */
export function backTo(context: DeskContext, draft: Pick<Draft, 'id'>, note: Record<string, string> = {}) {
  const query = filterWords(readFilters(context.req.query()));
  return context.redirect(withNote(withQuery(`${deskPath}/drafts/${draft.id}`, query), note), 303);
}

function withNote(address: string, note: Record<string, string>): string {
  const words = new URLSearchParams(note).toString();
  if (words === '') return address;
  return `${address}${address.includes('?') ? '&' : '?'}${words}`;
}

/** Only approvals and rejections are taken back by `undoDecision`. */
function undoMsLeft({ world }: Desk, draft: Draft): number {
  const canBe = draft.state === 'approved' || draft.state === 'rejected';
  return canBe ? undoLeft(draft, undoMsOf(world), world.clock.now()) : 0;
}

/** What was done on the page before: the address names the draft, and the draft says what happened to it. */
export async function lastDecision(
  desk: Desk,
  context: DeskContext,
  session: Session,
): Promise<LastDecision | null> {
  const id = context.req.query('decided');
  if (id === undefined) return null;
  const { world } = desk;
  const opened = await openDraft(world, id, session.login);
  if (opened.kind !== 'open') return null;
  const { draft } = opened;
  // Nobody else's decisions are announced.
  if (draft.state !== 'pending' && draft.decidedBy !== session.login) return null;
  return {
    draft,
    queued: context.req.query('queue') !== 'later',
    undoMs: undoMsLeft(desk, draft),
    query: filterWords(readFilters(context.req.query())),
  };
}

/**
 * Pages lead to the sign-in and back. A reply that was typed in a form of ours is kept for whom the form was made, and stands in the
 * editor again once they are signed in; anybody else's is shown, to be copied.
 */
export async function signedOut(
  desk: Desk,
  context: DeskContext,
  sent: {
    readonly reply?: string | undefined;
    readonly note?: string | undefined;
    readonly csrf?: unknown;
  } = {},
) {
  if (wantsJson(context)) return context.json({ error: 'You are signed out. Sign in at /login.' }, 401);
  const { pathname, search } = new URL(context.req.url);
  if (context.req.method === 'GET') {
    return context.redirect(`/login?return=${encodeURIComponent(pathname + search)}`, 302);
  }
  const id = context.req.param('id');
  const keptFor = id === undefined ? null : await keep(desk, id, sent);
  const text = sent.reply ?? sent.note;
  const draftAddress = id === undefined ? deskPath : `${deskPath}/drafts/${id}${search}`;
  return context.html(
    <MessagePage
      desk={desk}
      session={null}
      icon="lock"
      title="Your session has ended"
      advice={
        keptFor === null
          ? 'Nothing was changed. Sign in and repeat it; copy your text first.'
          : `Nothing was changed. Your reply is kept for a day: sign in as ${keptFor}, and it stands in the editor again.`
      }
      action={{ ...signInAction, href: `/login?return=${encodeURIComponent(draftAddress)}` }}
    >
      {text !== undefined && text !== '' && (
        <KeptText text={text} label={keptFor === null ? 'Your text, not saved' : 'Your reply'} />
      )}
    </MessagePage>,
    401,
  );
}

/** The login for whom the text is kept, null when it is not. Only a form's token tells whose it is: no link can plant a text. */
async function keep(
  desk: Desk,
  id: string,
  { reply, csrf }: { readonly reply?: string | undefined; readonly csrf?: unknown },
): Promise<string | null> {
  if (reply === undefined || typeof csrf !== 'string') return null;
  const { store, clock } = desk.world;
  const login = await store.loginOfForm(csrf);
  const draft = login === null ? null : await store.draft(id);
  if (login === null || draft === null || draft.state !== 'pending') return null;
  await store.keepText(draft, login, reply, clock.now());
  return login;
}

type Outcome =
  | { readonly kind: string; readonly draft: Draft }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'forbidden'; readonly repository: string };

/** 404 for who cannot see the repository, 403 for who sees it and may not write. */
export function found(outcome: Outcome): Draft {
  if ('draft' in outcome) return outcome.draft;
  if ('repository' in outcome) throw mayNotReview(outcome.repository);
  throw noSuchDraft();
}
