/** Which keys a schema knows at a place: what an unknown one is held against. */

import type { z } from 'zod';

type Path = readonly (string | number)[];

/** Keys that the schema knows at `path`. */
export function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  const { def } = (schema as z.ZodType)._zod as unknown as { readonly def: SchemaDefinition };
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return def.innerType === undefined ? [] : keysAt(def.innerType, path);
    case 'array':
      return def.element === undefined ? [] : keysAt(def.element, path.slice(1));
    case 'record':
      return def.valueType === undefined ? [] : keysAt(def.valueType, path.slice(1));
    case 'union':
      return [...new Set((def.options ?? []).flatMap((option) => keysAt(option, path)))];
    case 'object': {
      const shape = def.shape ?? {};
      const [head, ...rest] = path;
      if (head === undefined) return Object.keys(shape);
      const inner = shape[String(head)];
      return inner === undefined ? [] : keysAt(inner, rest);
    }
    default:
      return [];
  }
}

/** The part of zod's schema definitions that leads from a schema to the ones inside it. */
interface SchemaDefinition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
}
