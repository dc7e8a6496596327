/** What the known fix means for this reporter's own versions. */

import { describe, expect, it } from 'vitest';
import { chooseFix } from '../src/core/reply/choose-fix.js';
import { openQuestions } from '../src/core/reply/open-questions.js';
import { problemWith } from './known-problem-fixtures.js';

const inLinux = {
  id: 'kernel',
  says: 'A newer kernel has the fix.',
  fixed_in: {
    component: 'linux',
    version: '5.14',
    how: 'Install a newer kernel.',
    how_for: { debian: 'Use backports.' },
  },
  workaround: 'Name the module.',
  workaround_for: { fedora: 'Run dracut.' },
};
const always = { id: 'always', says: 'This helps always.', workaround: 'Name the module.' };

function fixFor(fix: readonly object[], known: Record<string, string[]>) {
  return chooseFix(
    problemWith({ fix, components: [{ name: 'dracut', pattern: 'dracut ([0-9]+)' }] }),
    new Map(Object.entries(known)),
  );
}

describe('a reporter with an older version', () => {
  it('hears in which version it is fixed', () => {
    expect(fixFor([inLinux], { linux: ['5.10.0'] })).toMatchObject({
      status: { status: 'fixed-in', component: 'linux', reported: '5.10.0', fixedIn: '5.14' },
      how: 'Install a newer kernel.',
    });
  });

  it('hears how to get it on their distribution', () => {
    expect(fixFor([inLinux], { linux: ['5.10.0'], distribution: ['debian 11'] }).how).toBe('Use backports.');
    const fedora = fixFor([inLinux], { linux: ['5.10.0'], distribution: ['fedora 33'] });
    expect(fedora).toMatchObject({ how: 'Install a newer kernel.', workaround: 'Run dracut.' });
  });
});

describe('a reporter who runs the fix already', () => {
  it.each([
    ['by its number', [inLinux], { linux: ['6.1.0'] }],
    ['in exactly the first fixed version', [inLinux], { linux: ['5.14'] }],
    ['by a condition of the rule', [{ ...always, regression_if: { dracut: '>=056' } }], { dracut: ['057'] }],
    [
      'by a condition of the rule, though the fix has no number',
      [{ ...always, regression_if: { linux: '>=5.14', distribution: ['fedora'] } }],
      { linux: ['6.1.7'], distribution: ['fedora 36'] },
    ],
  ])('is a suspected regression %s: nothing is offered', (_name, fix, known) => {
    expect(fixFor(fix, known)).toMatchObject({
      status: { status: 'regression?' },
      how: null,
      workaround: null,
    });
  });

  it('is one too where another entry might have held', () => {
    const undecided = { ...always, id: 'first', when: { distribution: ['fedora'] } };
    expect(fixFor([undecided, inLinux], { linux: ['6.1.0'] }).status.status).toBe('regression?');
  });
});

describe('a reporter whose version does not settle it', () => {
  it.each([
    ['is not given', {}],
    ['is given twice, with and without the fix', { linux: ['5.10.0', '5.15.0'] }],
    [
      'is a distribution kernel that may carry the fix',
      { linux: ['3.10.0-1160.el7.x86_64'], distribution: ['centos 7'] },
    ],
  ])('is asked: it %s', (_name, known: Record<string, string[]>) => {
    const { status, workaround } = fixFor([inLinux], known);
    expect(status).toMatchObject({ status: 'unknown-version', component: 'linux', fixedIn: '5.14' });
    expect(workaround).toBe('Name the module.');
  });

  it('is told only what holds in any case when an earlier entry may hold', () => {
    const first = { ...inLinux, id: 'first', when: { distribution: ['fedora'] } };
    const chosen = fixFor([first, always], { linux: ['5.10.0'] });
    expect(chosen).toMatchObject({
      status: { status: 'unknown-version' },
      how: null,
      workaround: 'Name the module.',
    });
    expect(chosen.status.because).toContain('distribution');
  });
});

describe('an entry that may hold', () => {
  const inXen = {
    id: 'xen',
    says: 'A newer Xen has the fix.',
    when: { xen: '<4.11', model: ['poweredge r740'] },
    fixed_in: { component: 'xen', version: '4.11' },
  };
  const unnamed = { status: 'unknown-version', component: null, reported: null, fixedIn: null };

  it('names its fixed version where only that version is open', () => {
    const { status } = fixFor([inXen, always], { model: ['poweredge r740'] });
    expect(status).toMatchObject({ status: 'unknown-version', component: 'xen', fixedIn: '4.11' });
    expect(status.because).toContain('does not settle the version of Xen,');
  });

  it.each([
    ['the model is open', { xen: ['4.10.1'] }, 'the model,'],
    ['the model is open as well', {}, 'the version of Xen and the model,'],
  ])('names no version where %s', (_name, known: Record<string, string[]>, because) => {
    const { status, workaround } = fixFor([inXen, always], known);
    expect(status).toMatchObject(unnamed);
    expect(status.because).toContain(because);
    expect(workaround).toBe('Name the module.');
  });

  it('is passed over where a known fact contradicts', () => {
    const workaround = { status: { status: 'workaround', component: null }, entry: { id: 'always' } };
    expect(fixFor([inXen, always], { model: ['latitude e6420'] })).toMatchObject(workaround);
    expect(fixFor([inXen, always], { xen: ['4.19.1'] })).toMatchObject(workaround);
    const native = { model: ['poweredge r740'], platform: ['bare-metal'] };
    expect(fixFor([inXen, always], native)).toMatchObject(workaround);
  });

  it('about Xen may hold on bare metal where Xen is spoken of', () => {
    const dom0 = { model: ['poweredge r740'], platform: ['bare-metal'], 'guest-mode': ['dom0'] };
    expect(fixFor([inXen, always], dom0).status).toMatchObject({ component: 'xen' });
    const qubes = { model: ['poweredge r740'], platform: ['bare-metal'], distribution: ['qubes 4.1'] };
    expect(fixFor([inXen, always], qubes).status).toMatchObject({ component: 'xen' });
  });
});

describe('the reason', () => {
  it('calls things by their names', () => {
    expect(fixFor([inLinux], { linux: ['5.10.0'] }).status.because).toBe(
      'Linux 5.10.0 is older than 5.14, which has the fix.',
    );
    expect(fixFor([inLinux], {}).status.because).toBe(
      'The fix is in Linux 5.14; the report does not say which version of Linux it is about.',
    );
    const again = { ...always, regression_if: { linux: '>=5.14', distribution: ['fedora'] } };
    expect(fixFor([again], { linux: ['6.1.7'], distribution: ['fedora 36'] }).status.because).toContain(
      'names Linux 6.1.7, Fedora 36, which',
    );
  });
});

describe('conditions', () => {
  it('skip an entry that does not hold', () => {
    const first = {
      ...inLinux,
      id: 'first',
      when: { linux: '>=5.14 <6.0', distribution: ['fedora', 'rhel'] },
    };
    expect(fixFor([first, always], { linux: ['5.10.0'] })).toMatchObject({
      status: { status: 'workaround', component: null },
      entry: { id: 'always' },
    });
  });

  it('leave nothing when none holds', () => {
    const first = { ...always, when: { distribution: ['fedora'] } };
    expect(fixFor([first], { distribution: ['debian 12'] }).status.status).toBe('no-fix-yet');
    expect(fixFor([], {}).status.status).toBe('no-fix-yet');
  });

  it('without a workaround say so', () => {
    expect(fixFor([{ id: 'none', says: 'Nothing is known.' }], {}).status.status).toBe('no-fix-yet');
  });
});

describe('questions', () => {
  const ask = [
    { id: 'kernel', question: 'Which kernel?', answered_by: { fact: 'linux' } },
    { id: 'log', question: 'What does the log say?', answered_by: { pattern: 'kernel log' } },
    { id: 'dracut', question: 'Which dracut?', answered_by: { component: 'dracut' } },
  ];
  const problem = problemWith({
    ask,
    fix: [inLinux],
    components: [{ name: 'dracut', pattern: 'dracut ([0-9]+)' }],
  });
  const questions = (known: Record<string, string[]>, patterns: string[] = []) => {
    const values = new Map(Object.entries(known));
    return openQuestions(problem, values, new Set(patterns), chooseFix(problem, values).status).map(
      ({ id }) => id,
    );
  };

  it('are those that the report does not answer', () => {
    expect(questions({})).toEqual(['kernel', 'log', 'dracut']);
    expect(questions({ linux: ['5.10'], dracut: ['055'] })).toEqual(['log']);
    expect(questions({ linux: ['5.10'] }, ['log'])).toEqual(['dracut']);
  });

  it('ask for the version on which the fix depends even when the rule forgot to', () => {
    const forgot = problemWith({ fix: [inLinux] });
    const nothing = new Map<string, string[]>();
    const missing = openQuestions(forgot, nothing, new Set(), chooseFix(forgot, nothing).status);
    expect(missing).toEqual([{ id: 'linux-version', question: expect.stringContaining('uname -r') }]);
  });
});
