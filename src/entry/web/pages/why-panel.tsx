/** Why Dejabug thinks so: the reason, the evidence for and against, the runner-up, the fix, what was read and what is missing. */

import { raw } from 'hono/html';
import type { Weighed } from '../../../core/plan/action.js';
import type { DraftView, NamedEvidence } from '../draft-view.js';
import { renderSentence } from '../render-reply.js';
import { fixTitle, percent } from './words.js';

export function WhyPanel({ view }: { view: DraftView }) {
  const { draft, evidence } = view;
  const speaksFor = evidence.filter(({ against }) => !against);
  const against = evidence.filter((one) => one.against);
  return (
    <section class="box" aria-labelledby="why">
      <div class="box-header">
        <h2 id="why">Why {draft.category}</h2>
        <span class="box-aside">{percent(draft.confidence)} sure</span>
      </div>
      <div class="box-body">
        <p>{draft.reason}</p>
        <h3>Evidence</h3>
        {speaksFor.length === 0 ? (
          <p class="quiet">No single line gave it away.</p>
        ) : (
          <EvidenceList list={speaksFor} />
        )}
        <h3>What speaks against</h3>
        {against.length === 0 ? <p class="quiet">Nothing was found.</p> : <EvidenceList list={against} />}
        <h3>Runner-up</h3>
        {draft.runnerUp === null ? (
          <p class="quiet">No other known problem came near.</p>
        ) : (
          <p class="runner-up">
            <span class="label">{draft.runnerUp.category}</span> {percent(draft.runnerUp.confidence)} sure
          </p>
        )}
        {draft.weighed && <WeighedDetails weighed={draft.weighed} />}
      </div>
    </section>
  );
}

/** The rest of what `dejabug classify` prints: for whoever wants to know why it is not surer. */
function WeighedDetails({ weighed: { unmet, words, thresholds } }: { weighed: Weighed }) {
  return (
    <details class="weighed">
      <summary>What else was weighed</summary>
      <p class="quiet">
        A label needs {percent(thresholds.label)}, a suggestion {percent(thresholds.suggest)}.
      </p>
      {words.length > 0 && (
        <>
          <h3>Words that the text model went by</h3>
          <ul class="words">
            {words.map(({ word, weight }) => (
              <li>
                <bdi>{word}</bdi> <span class="quiet">{`${weight > 0 ? '+' : ''}${weight.toFixed(2)}`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {unmet.length > 0 && (
        <>
          <h3>Not found</h3>
          <ul>
            {unmet.map((sentence) => (
              <li>{raw(renderSentence(sentence))}</li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

/** Evidence with the same words stands together: what they prove, then the words once. */
function EvidenceList({ list }: { list: readonly NamedEvidence[] }) {
  const groups = new Map<string, NamedEvidence[]>();
  for (const one of list) {
    const { quote, line } = one.evidence;
    const key = quote === '' ? `absent ${one.name}` : `${line} ${quote}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return (
    <ol class="evidence">
      {[...groups.values()].map((group) => (
        <EvidenceGroup group={group} />
      ))}
    </ol>
  );
}

function EvidenceGroup({ group }: { group: readonly NamedEvidence[] }) {
  const first = group[0];
  return (
    <li>
      {group.map(({ name, against, evidence: { says } }) => (
        <p class="evidence-says" id={`evidence-${name}`}>
          <span class={against ? 'evidence-name against' : 'evidence-name'}>{name}</span>
          <span>{raw(renderSentence(says))}</span>
        </p>
      ))}
      {first && <Quoted one={first} />}
    </li>
  );
}

function Quoted({ one: { name, range, evidence } }: { one: NamedEvidence }) {
  const { quote, section, line } = evidence;
  if (quote === '') return <p class="quiet">It is missing from the report.</p>;
  const place = `${line === 0 ? 'title' : `line ${line}`}${section === '' ? '' : ` · ${section.slice(0, 80)}`}`;
  return (
    <>
      <blockquote>
        <bdi>{quote.length > 300 ? `${quote.slice(0, 300)}…` : quote}</bdi>
      </blockquote>
      <p class="quiet">{range ? <a href={`#mark-${name}`}>{place}</a> : place}</p>
    </>
  );
}

export function FixPanel({ view: { draft } }: { view: DraftView }) {
  const { fix, missing } = draft;
  if (fix === null && missing.length === 0) return null;
  return (
    <section class="box" aria-labelledby="fix">
      <div class="box-header">
        <h2 id="fix">For this reporter</h2>
      </div>
      <div class="box-body">
        {fix && (
          <>
            <h3>{fixTitle(fix)}</h3>
            <p>{raw(renderSentence(fix.because))}</p>
          </>
        )}
        {missing.length > 0 && (
          <>
            <h3>Not in the report</h3>
            <ul class="missing">
              {missing.map(({ question }) => (
                <li>{raw(renderSentence(question))}</li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

export function FactsPanel({ view: { facts, moreFacts } }: { view: DraftView }) {
  if (facts.length === 0) return null;
  return (
    <section class="box" aria-labelledby="facts">
      <div class="box-header">
        <h2 id="facts">Read from the report</h2>
      </div>
      <table class="facts">
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Value</th>
            <th scope="col">Line</th>
          </tr>
        </thead>
        <tbody>
          {facts.map(({ kind, value, line }) => (
            <tr>
              <th scope="row">{kind.replaceAll('-', ' ')}</th>
              <td>
                <bdi>{value}</bdi>
              </td>
              <td class="quiet">{line === 0 ? 'title' : `line ${line}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {moreFacts > 0 && <p class="box-body quiet">And {moreFacts} more.</p>}
    </section>
  );
}
