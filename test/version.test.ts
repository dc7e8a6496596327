/** Versions of kernels, hypervisors and firmware: reading, order, ranges, and what a distribution number proves. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  carriesFix,
  compareVersions,
  isBackportKernel,
  parseRange,
  parseVersion,
  satisfies,
} from '../src/core/report/version.js';

describe('reading a version', () => {
  it.each([
    ['2.6.32-5-xen-amd64', [2, 6, 32], null, [5], 'xen-amd64'],
    ['3.2.0-24-generic', [3, 2, 0], null, [24], 'generic'],
    ['4.14.18-1.pvops.qubes', [4, 14, 18], null, [1], 'pvops.qubes'],
    ['4.8.5-42.fc32', [4, 8, 5], null, [42], 'fc32'],
    ['6.3.0-rc1', [6, 3, 0], 1, [], ''],
    ['4.2-rc3-pre', [4, 2], 3, [], 'pre'],
    ['4.17-unstable', [4, 17], null, [], 'unstable'],
    ['5.10.0-8-amd64', [5, 10, 0], null, [8], 'amd64'],
    ['6.16.0-0.rc3.1.qubes.1.fc41.x86_64', [6, 16, 0], 3, [], '1.qubes.1.fc41.x86_64'],
    ['4.18.0-80.el8.x86_64', [4, 18, 0], null, [80], 'el8.x86_64'],
    ['4.12.14-122.91-default', [4, 12, 14], null, [122, 91], 'default'],
    ['4.2.amazon', [4, 2], null, [], 'amazon'],
    ['4.19.0+1', [4, 19, 0], null, [1], ''],
    ['v5.9-rc5', [5, 9], 5, [], ''],
    ['R4.1', [4, 1], null, [], ''],
    ['A12', [12], null, [], ''],
    ['15 SP3', [15, 3], null, [], ''],
    ['6.11.0-04557-g2f27fce67173', [6, 11, 0], null, [4557], 'g2f27fce67173'],
  ] as const)('takes %s apart', (text, numbers, candidate, build, flavour) => {
    expect(parseVersion(text)).toMatchObject({ numbers, candidate, build, flavour });
  });

  it.each(['', 'latest', 'kernel 5.4', '-5', '.5', 'rc1'])('finds none in %j', (text) => {
    expect(parseVersion(text)).toBeNull();
  });
});

describe('the order of versions', () => {
  it('rises through candidates, releases, builds and series', () => {
    const rising = [
      '2.6.32-5-xen-amd64',
      '2.6.32-48squeeze1-x',
      '3.2.0-23-generic',
      '3.2.0-24-generic',
      '4.8.5-14.fc25',
      '4.8.5-42.fc32',
      '4.14.18-1.pvops.qubes',
      '5.9.0',
      '5.10.0-rc2',
      '5.10.0-rc10',
      '5.10.0',
      '5.10.0-8-amd64',
      '5.10.46-4',
      '6.3-rc1',
      '6.3.0-0.rc3.1.fc39',
      '6.3',
      '6.3.1',
      '6.10',
    ];
    for (const [i, older] of rising.entries()) {
      for (const newer of rising.slice(i + 1)) {
        if (older.startsWith('2.6.32') && newer.startsWith('2.6.32')) continue;
        expect(compareVersions(older, newer), `${older} < ${newer}`).toBeLessThan(0);
        expect(compareVersions(newer, older), `${newer} > ${older}`).toBeGreaterThan(0);
      }
    }
  });

  it('counts a missing number as 0 and tells equal candidates as equal', () => {
    expect(compareVersions('5.14', '5.14.0')).toBe(0);
    expect(compareVersions('6.3-rc1', '6.3.0-rc1')).toBe(0);
  });

  it('is null when one side is not a version', () => {
    expect(compareVersions('mainline', '5.1')).toBeNull();
    expect(compareVersions('5.1', '')).toBeNull();
  });

  it('is a total order', () => {
    const version = fc
      .tuple(
        fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '-rc1', '-rc3', '-5-generic', '-80.el8'),
      )
      .map(([numbers, tail]) => numbers.join('.') + tail);
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const ab = compareVersions(a, b) ?? Number.NaN;
        const bc = compareVersions(b, c) ?? Number.NaN;
        const ac = compareVersions(a, c) ?? Number.NaN;
        expect(Math.sign(ab)).toBe(0 - Math.sign(compareVersions(b, a) ?? Number.NaN));
        if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('ranges', () => {
  it.each([
    ['3.2.0-24-generic', '>=3.2 <5.0', true],
    ['5.0.1', '>=3.2 <5.0', false],
    ['3.2.0-24-generic', '<=3.2', true],
    ['3.2.0-24-generic', '>=3.2.0-25', false],
    ['3.2.0-24-generic', '>=3.2.0-24', true],
    ['6.3.0-rc1', '>=6.3', false],
    ['6.3.0-rc1', '<6.3', true],
    ['4.14.2', '4.14.x', true],
    ['4.15', '4.14.x', false],
    ['4.15', '!=4.14.x', true],
    ['5.3', '<5.0 || >=5.4', false],
    ['5.10.150', '>=5.10.149 <5.11 || >=6.0', true],
    ['5.15.20', '>=5.10.149 <5.11 || >=6.0', false],
    ['4.14.2', '= 4.14.2', true],
    ['4.14.2', '*', true],
    ['9', '>= 3.2, < 5', false],
  ])('%s in %s is %s', (version, range, expected) => {
    expect(satisfies(version, range)).toBe(expected);
  });

  it.each(['', '>=', 'newest', '>=3.2 <', '~3.2', '>=4.x', '||', '3.2 or 4'])('refuses %j', (range) => {
    expect(parseRange(range)).toBeNull();
    expect(satisfies('3.2', range)).toBe(false);
  });

  it('never throws, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (version, range) => {
        expect(typeof satisfies(version, range)).toBe('boolean');
        expect(() => carriesFix(version, range, range)).not.toThrow();
      }),
    );
  });
});

describe('distribution kernels', () => {
  it.each([
    ['3.2.0-24-generic', '', true],
    ['2.6.32-5-xen-amd64', '', true],
    ['5.10.0-8-amd64', '', true],
    ['4.18.0-80.el8', '', true],
    ['4.12.14-122.91-default', '', true],
    ['4.14.105-19-0012.tlinux', '', true],
    ['4.19.0+1', '', true],
    ['5.15', 'ubuntu 22.04', true],
    ['4.18', 'centos 8', true],
    ['5.10.46-4', 'debian 11', false],
    ['4.14.18-1.pvops.qubes', 'qubes 4.0', false],
    ['5.14.10-1.el8.elrepo', 'centos 8', false],
    ['6.9.3-060903-generic', 'ubuntu 24.04', false],
    ['5.13.4-arch2-1', 'arch', false],
    ['6.3.0-rc1', 'ubuntu 22.04', false],
    ['5.14.10-300.fc35', 'fedora 35', false],
    ['nonsense', 'ubuntu 22.04', false],
  ])('%s on %j: may carry more than its number says: %s', (version, distribution, expected) => {
    expect(isBackportKernel(version, distribution)).toBe(expected);
  });

  it.each([
    ['6.1.20', '6.1.5', '', 'yes'],
    ['6.1.4', '6.1.5', '', 'no'],
    ['3.10.0-1160.el7', '5.14', 'centos 7', 'unknown'],
    ['5.15.0-25-generic', '5.14', 'ubuntu 22.04', 'yes'],
    ['5.14', '5.14.3', '', 'unknown'],
    ['5.13', '5.14.3', '', 'no'],
    ['5.14.0', '5.14.3', '', 'no'],
    ['5.10.0-8-amd64', '5.10.40', 'debian 11', 'unknown'],
    ['5.15.20', '>=5.10.149 <5.11 || >=5.15.75', '', 'no'],
    ['5.10', '>=5.10.149 <5.11 || >=6.0', '', 'unknown'],
    ['git master', '5.14', '', 'unknown'],
  ] as const)('%s has the fix of %s on %j: %s', (version, fixed, distribution, expected) => {
    expect(carriesFix(version, fixed, distribution)).toBe(expected);
  });
});
