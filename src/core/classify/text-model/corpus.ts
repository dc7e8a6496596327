/** The features of many reports, counted once, so that folds and trials need not read the texts again. */

import { FeatureExtractor, type ReportText } from './extract.js';
import { FeatureTable } from './feature-table.js';

/** One report: its features' numbers within the corpus, and how often each stands in it. */
export interface FeatureCounts {
  readonly features: Int32Array;
  readonly counts: Float32Array;
}

export interface Corpus {
  readonly rows: readonly FeatureCounts[];
  /** Hash and view of each feature of the corpus. */
  readonly hashes: Int32Array;
  readonly viewOf: Uint8Array;
}

/** Reads reports in order. Time and memory grow with their total length, long ones cut by the extractor. */
export function readCorpus(reports: readonly ReportText[]): Corpus {
  const extractor = new FeatureExtractor();
  const table = new FeatureTable(1 << 16);
  const viewOf: number[] = [];
  const rows = reports.map((report) => {
    extractor.extract(report);
    const { features } = extractor;
    const counts = new Map<number, number>();
    for (let at = 0; at < features.count; at += 1) {
      const number = table.add(features.hash[at] ?? 0);
      if (number === viewOf.length) viewOf.push(features.view[at] ?? 0);
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return { features: Int32Array.from(counts.keys()), counts: Float32Array.from(counts.values()) };
  });
  return { rows, hashes: table.hashes(), viewOf: Uint8Array.from(viewOf) };
}
