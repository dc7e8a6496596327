/** `dejabug rules new`: writes a rule file to fill in, and says what comes next. */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findRuleFile, nurseryName, shippedRules } from '../../adapters/rule-files/rule-directory.js';
import { scaffoldRule } from '../../core/rules/scaffold.js';

/**
 * Writes the file and returns the sentence for the person. The shipped pack grows in its nursery, where nothing acts on a rule that
 * has not proven itself; a pack of one's own does so with `nursery` only. Throws where the file exists already.
 */
export function writeNewRule(id: string, rules: string, nursery: boolean): string {
  const shipped = path.resolve(rules) === shippedRules;
  const directory = nursery || shipped ? path.join(rules, nurseryName) : rules;
  const file = path.join(directory, `${id}.yml`);
  const other = findRuleFile(rules, id);
  if (other !== null) throw new Error(`${other} exists already; choose another name or edit it.`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, scaffoldRule(id, schemaFrom(directory)));
  const where = shipped ? '' : ` --rules ${quoted(rules)}`;
  return `${file} written. Fill it in, then run \`dejabug rules lint${where}\` and \`dejabug rules test ${id}${where}\`.`;
}

/** Where editors find the JSON Schema, as seen from the new file. */
function schemaFrom(directory: string): string {
  const relative = path.relative(
    path.resolve(directory),
    path.join(shippedRules, 'known-problem.schema.json'),
  );
  return relative.split(path.sep).join('/');
}

/** The command is there to be copied into a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
