/** A text model as one JSON document: numbers as little-endian columns in base64, provenance in the clear. */

import { featuresVersion, views } from './extract.js';
import type { Provenance, SoftmaxCalibration, TextModel, WeightBlock } from './model.js';

const format = 'dejabug text model';

interface StoredBlock {
  readonly bytes: string;
  readonly scales: string;
}

/** Columns are base64. */
interface StoredModel {
  readonly format: string;
  readonly provenance: Provenance;
  readonly labels: readonly string[];
  readonly groups: readonly string[];
  readonly bias: readonly number[];
  readonly calibration: SoftmaxCalibration;
  readonly hashes: string;
  readonly viewOf: string;
  readonly having: string;
  readonly shared: StoredBlock;
  readonly own: readonly StoredBlock[];
}

/** Why a document is no model that can be used here, in words for the person. */
export class ModelRefused extends Error {
  override readonly name = 'ModelRefused';
}

/** The document to write to a file; equal models give equal text. */
export function storeModel(model: TextModel): string {
  const block = ({ bytes, scales }: WeightBlock) => ({ bytes: toBase64(bytes), scales: toBase64(scales) });
  const document: StoredModel = {
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
  const block = ({ bytes, scales }: StoredBlock): WeightBlock => ({
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

function parse(text: string): StoredModel {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelRefused('The model is not JSON. Give a file that `dejabug train` wrote.', { cause });
  }
  if (isStoredModel(value)) return value;
  throw new ModelRefused('This is no text model. Give a file that `dejabug train` wrote.');
}

/** By hand: a schema library takes longer to load than the whole command that reads the model. */
function isStoredModel(value: unknown): value is StoredModel {
  if (!isRecord(value) || value.format !== format) return false;
  const { provenance, labels, groups, bias, calibration, own } = value;
  return (
    isProvenance(provenance) &&
    isListOf(labels, isText) &&
    labels.length >= 2 &&
    isListOf(groups, isText) &&
    isListOf(bias, isNumber) &&
    isRecord(calibration) &&
    isNumber(calibration.slope) &&
    isListOf(calibration.offsets, isNumber) &&
    [value.hashes, value.viewOf, value.having].every(isBase64) &&
    isBlock(value.shared) &&
    isListOf(own, isBlock)
  );
}

function isProvenance(value: unknown): value is Provenance {
  return (
    isRecord(value) &&
    [value.trainedOn, value.date, value.fingerprint].every(isText) &&
    [value.examples, value.seed, value.featuresVersion].every(isNumber) &&
    isRecord(value.perLabel) &&
    Object.values(value.perLabel).every(isNumber)
  );
}

function isBlock(value: unknown): value is StoredBlock {
  return isRecord(value) && isBase64(value.bytes) && isBase64(value.scales);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf<T>(value: unknown, is: (one: unknown) => one is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isBase64(value: unknown): value is string {
  return isText(value) && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
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
