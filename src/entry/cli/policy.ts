/** `dejabug policy`: check a policy file before it is committed, print its JSON Schema. */

import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { readPolicyYaml } from '../../adapters/github/policy-yaml.js';
import { examineSide } from '../../app/examine-side.js';
import { readLayers } from '../../app/policy-layers.js';
import type { RepositoryFiles } from '../../app/policy-ports.js';
import type { RepositoryRef } from '../../app/refs.js';
import { policyJsonSchema } from '../../core/rules/json-schema.js';
import { ownRulesPath, policyPath } from '../../core/rules/policy.js';
import { counted } from '../counted.js';
import { openPack } from '../open-pack.js';

export function define(command: Command): void {
  command
    .command('check')
    .summary('Say what is wrong with the policy and the own rules of a checked-out repository.')
    .description(
      "Runs the own rules' examples beside the packs too. Exits 0 when the policy can be followed and every example holds, 1 when not; warnings go to stderr. What it extends is not read.",
    )
    .argument('[directory]', `top of the repository, with ${policyPath} in it`, '.')
    .exitOverride()
    .action((directory: string) => check(directory));
  command
    .command('schema')
    .summary('Print the JSON Schema from which editors complete the policy.')
    .exitOverride()
    .action(() => {
      process.stdout.write(policyJsonSchema());
    });
}

async function check(directory: string): Promise<void> {
  const files = filesIn(directory);
  if (files.policy === null && files.rules.length === 0)
    throw new Error(`There is neither ${policyPath} nor ${ownRulesPath} in ${directory}.`);
  let isPartial = false;
  const github = {
    async repositoryFiles(ref: RepositoryRef) {
      if (ref.owner === 'local') return files;
      isPartial = true;
      process.stderr.write(`note: ${ref.owner}/${ref.repo}, which it extends, is not read here\n`);
      return { policy: { path: policyPath, sha: 'not read', text: '' }, rules: [] };
    },
  };
  const deps = { readYaml: readPolicyYaml, pack: await openPack() };
  const layers = await readLayers(
    { installationId: 0, owner: 'local', repo: '.github' },
    { github, ...deps },
  );
  const side = await examineSide(layers, deps, isPartial);
  for (const { severity, reason } of side.findings)
    (severity === 'error' ? process.stdout : process.stderr).write(`${reason}\n`);
  if (side.findings.some(({ severity }) => severity === 'error')) process.exitCode = 1;
  if (side.followed === null) return;
  const { examples, failed } = side;
  const own = counted(files.rules.length, 'own rule');
  const tests = examples === 0 ? '' : ` with ${counted(examples, 'example')}, ${failed} failed`;
  process.stdout.write(`The policy can be followed: mode ${side.followed.policy.mode}, ${own}${tests}.\n`);
}

/** As they would be read from GitHub. */
function filesIn(directory: string): RepositoryFiles {
  const rules = path.join(directory, ownRulesPath);
  const names = existsSync(rules) ? readdirSync(rules).filter((name) => name.endsWith('.yml')) : [];
  return {
    policy: existsSync(path.join(directory, policyPath)) ? fileAt(directory, policyPath) : null,
    rules: names.sort().map((name) => fileAt(directory, `${ownRulesPath}/${name}`)),
  };
}

function fileAt(directory: string, name: string): NonNullable<RepositoryFiles['policy']> {
  const place = path.join(directory, name);
  if (!lstatSync(place).isFile())
    return { path: name, sha: name, problem: 'is no plain file; write a plain file there' };
  return { path: name, sha: name, text: readFileSync(place, 'utf8') };
}
