/** A text model as one JSON document: numbers as little-endian columns in base64, provenance in the clear. */

import { z } from 'zod';
import { featuresVersion, views } from './extract.js';
import type { TextModel, WeightBlock } from './model.js';

const format = 'dejabug text model';

const StoredBlock = z.strictObject({ bytes: z.base64(), scales: z.base64() });

const StoredModel = z.strictObject({
  format: z.literal(format),
  provenance: z.strictObject({
    trainedOn: z.string(),
    date: z.string(),
    examples: z.int().positive(),
    perLabel: z.record(z.string(), z.int()),
    seed: z.int(),
    featuresVersion: z.int(),
    fingerprint: z.string(),
  }),
  labels: z.array(z.string()).min(2),
  groups: z.array(z.string()),
  bias: z.array(z.number()),
  calibration: z.strictObject({ slope: z.number(), offsets: z.array(z.number()) }),
  hashes: z.base64(),
  viewOf: z.base64(),
  having: z.base64(),
  shared: StoredBlock,
  own: z.array(StoredBlock),
});

/** Why a document is no model that can be used here, in words for the person. */
export class ModelRefused extends Error {
  override readonly name = 'ModelRefused';
}

/** The document to write to a file; equal models give equal text. */
export function storeModel(model: TextModel): string {
  const block = ({ bytes, scales }: WeightBlock) => ({ bytes: toBase64(bytes), scales: toBase64(scales) });
  const document: z.infer<typeof StoredModel> = {
    format,
    provenance: { ...model.provenance },
    labels: [...model.labels],
    groups: [...model.groups],
    bias: [...model.bias],
    calibration: { slope: model.calibration.slope, offsets: [...model.calibration.offsets] },
    hashes: toBase64(model.hashes),
    viewOf: toBase64(model.viewOf),
    having: toBase64(model.having),
    shared: block(model.shared),
    own: model.own.map(block),
  };
  return `${JSON.stringify(document)}\n`;
}

/** Reads a stored model. @throws ModelRefused when it is damaged or its features are of another version. */
export function openModel(text: string): TextModel {
  const stored = parse(text);
  if (stored.provenance.featuresVersion !== featuresVersion)
    throw new ModelRefused(
      `The model was trained with features version ${stored.provenance.featuresVersion}; this version reads ${featuresVersion}. Train it again with \`dejabug train\`.`,
    );
  const block = ({ bytes, scales }: z.infer<typeof StoredBlock>): WeightBlock => ({
    bytes: new Int8Array(fromBase64(bytes)),
    scales: new Float32Array(fromBase64(scales)),
  });
  const model: TextModel = {
    provenance: stored.provenance,
    labels: stored.labels,
    groups: stored.groups,
    hashes: new Int32Array(fromBase64(stored.hashes)),
    viewOf: new Uint8Array(fromBase64(stored.viewOf)),
    having: new Uint16Array(fromBase64(stored.having)),
    bias: stored.bias,
    shared: block(stored.shared),
    own: stored.own.map(block),
    calibration: stored.calibration,
  };
  if (!isWhole(model))
    throw new ModelRefused('The model is damaged: its columns differ in length. Train it again.');
  return model;
}

function parse(text: string): z.infer<typeof StoredModel> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelRefused('The model is not JSON. Give a file that `dejabug train` wrote.', { cause });
  }
  const read = StoredModel.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ModelRefused(
    `This is no text model: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}. Give a file that \`dejabug train\` wrote.`,
    { cause: read.error },
  );
}

function isWhole({
  hashes,
  viewOf,
  having,
  labels,
  groups,
  bias,
  shared,
  own,
  calibration,
}: TextModel): boolean {
  const blocks = [shared, ...own];
  return (
    viewOf.length === hashes.length &&
    having.length === hashes.length &&
    viewOf.every((view) => view < views.length) &&
    bias.length === labels.length &&
    calibration.offsets.length === labels.length &&
    own.length === groups.length &&
    blocks.every(({ bytes }) => bytes.length === hashes.length * labels.length) &&
    blocks.every(({ scales }) => scales.length === views.length * labels.length)
  );
}

function toBase64(column: ArrayBufferView): string {
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64');
}

/** A fresh buffer, so that a column of any width starts at a whole place. */
function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, 'base64')).buffer;
}
