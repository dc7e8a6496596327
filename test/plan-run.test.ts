/** What a workflow run does of a triage plan, and what it tells on a page that others may read. */

import { describe, expect, it } from 'vitest';
import { loadPack } from '../src/adapters/rule-files/load-rules.js';
import { assess } from '../src/core/assess.js';
import type { Action } from '../src/core/plan/action.js';
import { contentFrom } from '../src/core/plan/draft-content.js';
import { jobSummary, type Told } from '../src/core/plan/job-summary.js';
import { planRun } from '../src/core/plan/plan-run.js';
import type { TriagePlan } from '../src/core/plan/plan-triage.js';
import { demoReports } from '../src/entry/demo/reports.js';

const [report] = demoReports;
if (report === undefined) throw new Error('The demo has no reports.');
const assessment = assess(report, await loadPack());
const category = 'xen-platform-pci';
const own = { category, label: 'known: xen-platform-pci', followUp: null };
const labels = [{ name: own.label, color: 'd4c5f9', description: 'x' }];
const draft = contentFrom(assessment, category, assessment.reply ?? '');

function triage(actions: readonly Action[], change: Partial<TriagePlan> = {}): TriagePlan {
  return {
    decision: 'label',
    actions,
    labels: [own.label],
    reasons: ['Recognised.'],
    dryRun: false,
    ...change,
  };
}

const setLabels: Action = { kind: 'add-labels', key: 'labels:1', labels };
const followUp: Action = {
  kind: 'schedule-follow-up',
  key: 'follow-up:1',
  followUp: { kind: 'remind', category, dueAt: 1 },
};
const save = (approved: boolean): Action => ({ kind: 'save-draft', key: 'draft:1', draft, approved });

describe('the plan of a run', () => {
  it('labels and drafts, and drops what somebody would have to come back for', () => {
    expect(planRun(triage([setLabels, save(false), followUp]), [own])).toMatchObject({
      actions: [setLabels],
      draft,
      posted: null,
      reasons: ['Recognised.'],
    });
  });

  it('posts an approved reply where it sets the label itself, under an id that is the same in every run', () => {
    const { posted } = planRun(triage([setLabels, save(true)]), [own]);
    expect(posted).toMatchObject({ id: 'run-xen-platform-pci', state: 'approved', reply: draft.reply });
  });

  it.each<readonly [what: string, actions: readonly Action[]]>([
    ['its label was there before', [save(true)]],
    [
      'another label alone is set',
      [{ ...setLabels, labels: [{ ...labels[0], name: 'other' }] } as Action, save(true)],
    ],
  ])('leaves an approved reply to a person where %s, and says so', (_what, actions) => {
    const { posted, reasons, draft: kept } = planRun(triage(actions), [own]);
    expect(posted).toBeNull();
    expect(kept).toEqual(draft);
    expect(reasons.at(-1)).toMatch(/^The reply is not posted/);
  });

  it('tells of a dry run only what a run would do', () => {
    const reasons = ['Recognised.', 'Dry run: would perform schedule-follow-up.'];
    const plan = planRun(triage([setLabels, save(false), followUp], { dryRun: true, labels: [], reasons }), [
      own,
    ]);
    expect(plan).toMatchObject({
      actions: [],
      posted: null,
      reasons: [
        'Recognised.',
        'Dry run: would add `known: xen-platform-pci`.',
        'Dry run: would draft a reply about `xen-platform-pci`.',
      ],
    });
  });
});

describe('the page of a run', () => {
  function told(reply: string, names: readonly string[] = [own.label]): Told {
    const actions = [setLabels, { ...save(false), draft: { ...draft, reply } } as Action];
    const plan = planRun(triage(actions, { labels: names, reasons: ['@maintainer removed <b>it</b>.'] }), [
      own,
    ]);
    const issue = { number: 7, url: 'https://github.example/o/r/issues/7' };
    return { issue, assessment, plan, commentUrl: null, unposted: [] };
  }

  it('keeps a reply in its block, whatever fences it has', () => {
    const reply = 'Run this:\n\n````sh\nuname -r\n````\n\n</details># Not a heading';
    expect(jobSummary(told(reply), 'reply')).toContain(`\n\`\`\`\`\`markdown\n${reply}\n\`\`\`\`\`\n`);
  });

  it('lets no reason or label act', () => {
    const page = jobSummary(told('Hi.', ['a`b @everybody']), 'evidence');
    expect(page).not.toMatch(/@maintainer|@everybody|<b>/);
    expect(page).toContain('Labelled `ab @\u200beverybody`.');
    expect(page).not.toContain('Hi.');
  });

  it('says where a reply was posted instead of showing it again', () => {
    const commentUrl = 'https://github.example/o/r/issues/7#issuecomment-1';
    const page = jobSummary({ ...told('Hi.'), commentUrl }, 'reply');
    expect(page).toContain(`The reply [was posted](${commentUrl}).`);
    expect(page).not.toContain('Drafted reply');
  });
});
