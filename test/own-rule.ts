/** A known problem that only one repository has. */

/** `signals` replaces the rule's own, as lines of YAML. */
export function ownRule(id: string, signals?: string): string {
  return `id: ${id}
title: Widget press fails at frobnication
label:
  name: 'known: ${id}'
  color: 'c5def5'
  description: 'The widget press fails at frobnication'
summary: The widget press stops as soon as it frobnicates.
cause: The frobnicator has no sprocket.
signals:
${
  signals ??
  `  - id: frobnication
    says: The press stopped at frobnication.
    pattern: 'frobnication (failed|stopped)'
    weight: 9
  - id: sprocket
    says: The sprocket is missing.
    pattern: 'no sprocket found'
    weight: 9`
}
reply: |
  Thank you. Fit a sprocket.
`;
}

export const ownReport = {
  title: 'Press broken: frobnication failed',
  body: 'It worked yesterday. Now the log says "no sprocket found" and frobnication stopped.',
};
