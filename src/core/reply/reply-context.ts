/** The variables that a reply template sees: the rule's own words, and a reporter's words only after they were made harmless. */

import type { MissingItem } from '../assessment.js';
import type { Evidence } from '../classify/classification.js';
import { type Fact, factKinds } from '../report/report.js';
import type { KnownValues } from '../rules/conditions.js';
import type { KnownProblem, Source } from '../rules/known-problem.js';
import type { ChosenFix } from './choose-fix.js';
import { componentName, displayValue } from './display-names.js';
import { plainValue, quoteInline } from './neutralise.js';

type Text = string | null;

export interface ReplyContext {
  /** Login of the reporter. */
  readonly reporter: Text;
  /** First value of each fact kind and component, with `_` for `-`, names as their owners write them; null where the report does not say. */
  readonly facts: Readonly<Record<string, Text>>;
  readonly fix: Readonly<
    Record<
      'id' | 'status' | 'component' | 'reported' | 'fixed_in' | 'how' | 'workaround' | 'says' | 'because',
      Text
    >
  >;
  readonly missing: readonly MissingItem[];
  readonly evidence: readonly {
    readonly says: string;
    readonly quote: Text;
    readonly section: Text;
    readonly line: number;
  }[];
  readonly sources: readonly { readonly id: string; readonly url: string; readonly says: string }[];
  readonly link: Readonly<Record<string, string>>;
}

/** More evidence than this is for the review desk, not for the reporter. */
const mostEvidence = 5;

export function replyContext(
  problem: KnownProblem,
  reporter: Text,
  known: KnownValues,
  fix: ChosenFix,
  missing: readonly MissingItem[],
  evidence: readonly Evidence[],
  facts: readonly Fact[] = [],
): ReplyContext {
  const { status, component, reported, fixedIn, because } = fix.status;
  const cited = verifiedSources(problem).filter(({ id }) => fix.entry?.sources.includes(id) ?? false);
  return {
    reporter: reporter === null ? null : plainValue(reporter),
    facts: factValues(problem, known, facts),
    fix: {
      id: fix.entry?.id ?? null,
      status,
      component: component === null ? null : componentName(component),
      reported: reported === null ? null : plainValue(reported),
      fixed_in: fixedIn,
      how: fix.how,
      workaround: fix.workaround,
      says: fix.entry?.says ?? null,
      because: plainValue(because, 500),
    },
    missing,
    evidence: evidence.slice(0, mostEvidence).map(({ says, quote, section, line }) => ({
      says,
      quote: quoteInline(quote) || null,
      section: plainValue(section) || null,
      line,
    })),
    sources: cited.length > 0 ? cited : verifiedSources(problem),
    link: Object.fromEntries(verifiedSources(problem).map(({ id, url }) => [id, url])),
  };
}

function verifiedSources(problem: KnownProblem): readonly Source[] {
  return problem.sources.filter((source) => source.verified);
}

/** Every kind and component has a key, so that a misspelt name is an error and not an empty text. */
function factValues(problem: KnownProblem, known: KnownValues, facts: readonly Fact[]): Record<string, Text> {
  const names = [...factKinds, ...problem.components.map((component) => component.name)];
  return Object.fromEntries(
    names.map((name) => {
      const value = known.get(name)?.[0];
      return [
        name.replaceAll('-', '_'),
        value === undefined ? null : plainValue(displayValue(name, value, facts)),
      ];
    }),
  );
}
