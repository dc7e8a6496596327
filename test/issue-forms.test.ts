/** The example forms: they are what GitHub takes, and a report that is filled in is recognised where the same words alone are not. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadPack } from '../src/adapters/rule-files/load-rules.js';
import { assess } from '../src/core/assess.js';
import { parseReport } from '../src/core/report/parse-report.js';
import type { Pack } from '../src/core/rules/pack.js';
import { blocksOf } from './docs-blocks.js';

const forms = path.resolve(import.meta.dirname, '../examples/issue-forms');
const names = readdirSync(forms);

const Validations = z.strictObject({ required: z.boolean() }).optional();
const Text = z.strictObject({
  label: z.string(),
  description: z.string().optional(),
  placeholder: z.string().optional(),
});
/** https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms */
const Form = z.strictObject({
  name: z.string(),
  description: z.string(),
  body: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('input'),
        id: z.string(),
        attributes: Text,
        validations: Validations,
      }),
      z.strictObject({
        type: z.literal('textarea'),
        id: z.string(),
        attributes: Text.extend({ render: z.string().optional() }),
        validations: Validations,
      }),
      z.strictObject({
        type: z.literal('dropdown'),
        id: z.string(),
        attributes: Text.extend({ options: z.array(z.string()).min(1) }),
        validations: Validations,
      }),
    ]),
  ),
});
type Form = z.infer<typeof Form>;

function read(name: string): { readonly text: string; readonly form: Form } {
  const text = readFileSync(path.join(forms, name), 'utf8');
  return { text, form: Form.parse(parse(text)) };
}

/** The body that GitHub makes of a form; what is not answered says so. */
function filled({ body }: Form, answers: Readonly<Record<string, string>>): string {
  for (const id of Object.keys(answers)) if (!body.some((field) => field.id === id)) throw new Error(id);
  return body
    .map(({ id, type, attributes }) => {
      const answer = answers[id];
      const isCode = type === 'textarea' && attributes.render !== undefined;
      const shown =
        answer === undefined
          ? '_No response_'
          : isCode
            ? `\`\`\`${attributes.render}\n${answer}\n\`\`\``
            : answer;
      return `### ${attributes.label}\n\n${shown}`;
    })
    .join('\n\n');
}

function factsOf(title: string, body: string, pack: Pack) {
  const { classification } = assess({ title, body }, pack);
  return classification.facts.map(({ kind, value, section }) => ({ kind, value, section }));
}

describe.each(names)('%s', (name) => {
  it('is a form that GitHub takes, with fields that differ', () => {
    const { form } = read(name);
    for (const key of ['id', 'label'] as const) {
      const all = form.body.map((field) => (key === 'id' ? field.id : field.attributes.label));
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it('that nobody fills in says nothing', () => {
    const { form, text } = read(name);
    const report = parseReport({ title: 'Bug', body: filled(form, {}) }, { templates: [text] });
    expect(report.facts).toEqual([]);
    expect(report.spans.filter(({ kind }) => kind !== 'title').map((span) => span.text)).toEqual([]);
  });
});

describe('the form for Linux on Xen', () => {
  const title = 'The installer finds no disk';
  const words =
    'The installer of a guest starts and then says that no disk drive was detected. No network card either.';
  const answers = {
    happened: words,
    where: 'In an HVM guest',
    kernel: '3.0.0-12-generic',
    xen: 'Xen 4.1.1',
    distribution: 'Ubuntu 11.10',
    console: [
      'Hypervisor detected: Xen HVM',
      'xenbus_probe_frontend: Device with no driver: device/vbd/51712',
      'xenbus_probe_frontend: Device with no driver: device/vif/0',
    ].join('\n'),
  };

  it('makes a label of what the same words alone do not even suggest', async () => {
    const pack = await loadPack();
    const alone = assess({ title, body: words }, pack);
    const { form } = read('xen-on-linux.yml');
    const asked = assess({ title, body: filled(form, answers) }, pack);
    expect(alone.classification.decision).toBe('abstain');
    expect(asked.classification).toMatchObject({ decision: 'label', category: 'xen-platform-pci' });
    expect(factsOf(title, words, pack)).toEqual([]);
    expect(factsOf(title, filled(form, answers), pack)).toEqual(
      expect.arrayContaining([
        { kind: 'linux', value: '3.0.0-12-generic', section: 'Linux kernel' },
        { kind: 'xen', value: '4.1.1', section: 'Xen version' },
        { kind: 'distribution', value: 'ubuntu 11.10', section: 'Distribution' },
        { kind: 'guest-mode', value: 'hvm', section: 'Where does it happen?' },
      ]),
    );
  });
});

describe('the form for any project', () => {
  let directory: string;
  let pack: Pack;
  beforeAll(async () => {
    // The tutorial's rule, as it stands there.
    const [rule] = blocksOf('docs/tutorial.md').filter(({ text }) => text.startsWith('id: stale-lock'));
    directory = mkdtempSync(path.join(tmpdir(), 'dejabug-form-'));
    writeFileSync(path.join(directory, 'stale-lock.yml'), rule?.text ?? '');
    pack = await loadPack(directory);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("brings the version on which a rule's fix depends, and the log's own words", () => {
    const title = 'Nothing is synchronised since the power cut';
    const words = 'The power went off. Since then it refuses to start.';
    const { form } = read('bug-report.yml');
    const body = filled(form, {
      happened: words,
      version: 'ferry 3.1.4',
      system: 'Debian 12, Linux 6.1.0-18-amd64',
      log: 'error: index is locked by pid 2211',
    });
    const alone = assess({ title, body: words }, pack);
    const asked = assess({ title, body }, pack);
    expect(alone.classification.decision).toBe('abstain');
    expect(asked.classification.decision).toBe('label');
    expect(asked.fix).toMatchObject({ status: 'fixed-in', reported: '3.1.4' });
    expect(asked.missing).toEqual([]);
    expect(factsOf(title, body, pack)).toEqual(
      expect.arrayContaining([{ kind: 'distribution', value: 'debian 12', section: 'Operating system' }]),
    );
  });
});
