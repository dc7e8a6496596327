/** One policy out of several: what the nearer one says holds, and the farther ones fill in. */

/** `layers` are nearest first. Mappings are merged key by key; any other value, lists too, is taken whole from the nearest that has it. */
export function mergePolicies(layers: readonly unknown[]): unknown {
  let result: Mapping = {};
  for (const layer of layers.toReversed()) if (isMapping(layer)) result = merged(layer, result);
  return result;
}

type Mapping = Readonly<Record<string, unknown>>;

function merged(over: Mapping, under: Mapping): Mapping {
  const keys = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = keys.get(key);
    keys.set(key, isMapping(value) && isMapping(below) ? merged(value, below) : value);
  }
  return Object.fromEntries(keys);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
