/** The report as it was written, with the evidence marked where it stands. Nothing in it is interpreted as markup. */

import type { DraftView, NamedEvidence } from '../draft-view.js';
import type { Block } from '../report-blocks.js';
import { cutAtMarks } from '../report-marks.js';

/** Text between two offsets with its marks. Each mark names its evidence and links to it; `id`s appear once. */
export function Marked(props: {
  text: string;
  evidence: readonly NamedEvidence[];
  start: number;
  end: number;
}) {
  const { text, evidence, start, end } = props;
  const ranges = evidence.map(({ range }) => range);
  let offset = start;
  const parts = cutAtMarks(text, ranges, start, end).map((stretch) => {
    const [from, to] = [offset, offset + stretch.text.length];
    offset = to;
    const marks = stretch.marks.flatMap((index) => evidence[index] ?? []);
    if (marks.length === 0) return stretch.text;
    const beginning = marks.filter(({ range }) => range?.start === from);
    const ending = marks.filter(({ range }) => range?.end === to);
    return (
      <mark
        id={beginning[0] && `mark-${beginning[0].name}`}
        class={marks.some(({ against }) => against) ? 'against' : undefined}
        title={marks.map(({ evidence: { says } }) => says).join(' · ')}
      >
        {beginning.slice(1).map(({ name }) => (
          <span id={`mark-${name}`}></span>
        ))}
        {stretch.text}
        {ending.map((one) => (
          <MarkLink one={one} />
        ))}
      </mark>
    );
  });
  return <>{parts}</>;
}

function MarkLink({ one: { name, against, evidence } }: { one: NamedEvidence }) {
  const words = `${against ? 'Evidence against' : 'Evidence'} ${name}: ${evidence.says}`;
  return (
    <a class={against ? 'mark-link against' : 'mark-link'} href={`#evidence-${name}`} aria-label={words}>
      {name}
    </a>
  );
}

export function ReportView({ view, wholeAddress }: { view: DraftView; wholeAddress: string }) {
  const inBody = view.evidence.filter(({ evidence: { line } }) => line > 0);
  if (view.blocks.length === 0) return <p class="report empty">The issue has no text.</p>;
  return (
    <div class="report">
      {view.blocks.map((block) => (
        <ReportBlock block={block} body={view.body} evidence={inBody} wholeAddress={wholeAddress} />
      ))}
    </div>
  );
}

interface BlockProps {
  readonly block: Block;
  readonly body: string;
  readonly evidence: readonly NamedEvidence[];
  readonly wholeAddress: string;
}

function ReportBlock({ block, body, evidence, wholeAddress }: BlockProps) {
  if (block.kind === 'fold') {
    const lines = block.count === 1 ? '1 line' : `${block.count.toLocaleString('en-US')} lines`;
    return (
      <p class="fold">
        {lines} without evidence · <a href={wholeAddress}>Show the whole report</a>
      </p>
    );
  }
  const text = block.lines.map(({ start, end }, index) => (
    <>
      {index > 0 && '\n'}
      <Marked text={body} evidence={evidence} start={start} end={end} />
    </>
  ));
  if (block.kind === 'code') {
    return (
      <pre class="report-code">
        <code>{text}</code>
      </pre>
    );
  }
  return (
    <p class={`report-${block.kind}`} dir="auto">
      {text}
    </p>
  );
}
