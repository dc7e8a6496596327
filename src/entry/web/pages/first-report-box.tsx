/** What Dejabug would have done to the newest open issues when it was installed; nothing of it was done. */

import type { FirstReport } from '../../../app/watch-repositories.js';
import type { ProblemCount } from '../../../core/backfill/report.js';
import { Moment } from './moment.js';

export function FirstReportBox({ report, at }: NonNullable<FirstReport>) {
  const { issues, problems, leftAlone, dryRun } = report;
  return (
    <section class="box" aria-labelledby="first-report">
      <div class="box-header">
        <h2 id="first-report">First report</h2>
      </div>
      <div class="box-body prose">
        <p>
          What would have been done to the newest {issues === 1 ? 'open issue' : `${issues} open issues`} on{' '}
          <Moment at={at} />. Nothing was touched. {leftAlone} would have been left alone
          {dryRun > 0 && `, and ${dryRun} only recorded, because the policy says dry-run`}.
        </p>
        <Problems problems={problems} />
        <p>
          New issues are looked at from now on. What is said above about the old ones is done by a backfill,
          which begins with a dry report on all of them.
        </p>
      </div>
    </section>
  );
}

/** What would be done, by known problem, with the newest issues of each. */
export function Problems({ problems }: { problems: readonly ProblemCount[] }) {
  return (
    <>
      {problems.map((problem) => (
        <Problem {...problem} />
      ))}
    </>
  );
}

function Problem({ category, label, suggest, examples }: ProblemCount) {
  return (
    <>
      <h3>
        {category}: {label} labelled, {suggest} only suggested
      </h3>
      <ul>
        {examples.map(({ number, title, url, decision, confidence }) => (
          <li>
            <a href={url}>
              #{number} <bdi>{title}</bdi>
            </a>{' '}
            ({decision}, {Math.floor(confidence * 100)} %)
          </li>
        ))}
      </ul>
    </>
  );
}
