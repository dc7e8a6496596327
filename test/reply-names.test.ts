/** Names in replies: as their owners write them, whatever case the reporter used. */

import { describe, expect, it } from 'vitest';
import { assess } from '../src/core/assess.js';
import { componentName, displayValue, topicName } from '../src/core/reply/display-names.js';
import { lostDisk, packOf, problemWith } from './known-problem-fixtures.js';

describe('a name for people', () => {
  it.each([
    ['vendor', 'dell', 'Dell'],
    ['vendor', 'hp', 'HP'],
    ['vendor', 'raspberry-pi', 'Raspberry Pi'],
    ['model', 'latitude e6420', 'Latitude E6420'],
    ['model', 'poweredge r740', 'PowerEdge R740'],
    ['model', 'poweredge r730xd', 'PowerEdge R730xd'],
    ['model', 'optiplex 9020', 'OptiPlex 9020'],
    ['model', 'xps 13 9320', 'XPS 13 9320'],
    ['model', 'proliant dl380p gen8', 'ProLiant DL380p Gen8'],
    ['model', 'thinkpad x1 carbon', 'ThinkPad X1 Carbon'],
    ['model', 'macbook pro 11,1', 'MacBook Pro 11,1'],
    ['distribution', 'fedora 35', 'Fedora 35'],
    ['distribution', 'debian 12', 'Debian 12'],
    ['distribution', 'debian sid', 'Debian sid'],
    ['distribution', 'rhel 8.3', 'RHEL 8.3'],
    ['distribution', 'centos-stream 9', 'CentOS Stream 9'],
    ['distribution', 'sles 15 sp1', 'SLES 15 SP1'],
    ['distribution', 'opensuse tumbleweed', 'openSUSE Tumbleweed'],
    ['distribution', 'qubes 4.1', 'Qubes OS 4.1'],
    ['distribution', 'amazon-linux 2023', 'Amazon Linux 2023'],
    ['platform', 'xen', 'Xen'],
    ['platform', 'bare-metal', 'bare metal'],
    ['guest-mode', 'pvhvm', 'PVHVM'],
    ['linux', '5.15.0-91-generic', '5.15.0-91-generic'],
    ['toolstack', 'xl', 'xl'],
    ['linux-option', 'nomodeset', 'nomodeset'],
  ])('of %s %s is %s', (kind, value, shown) => {
    expect(displayValue(kind, value)).toBe(shown);
  });

  it('takes the capitals of unknown products from the quote', () => {
    const quote = 'Hardware name: ASUSTeK ROG StrixBoard B550e';
    const fact = { kind: 'model', value: 'rog strixboard b550e', quote, section: '', line: 1 } as const;
    expect(displayValue('model', fact.value, [fact])).toBe('ROG StrixBoard B550e');
    expect(displayValue('model', fact.value)).toBe('Rog Strixboard B550e');
  });

  it('of a component is its own', () => {
    expect(['linux', 'xen', 'dracut'].map(componentName)).toEqual(['Linux', 'Xen', 'dracut']);
    expect(['dracut', 'model'].map(topicName)).toEqual(['the version of dracut', 'the model']);
  });
});

describe('a reply', () => {
  it('shows names, while the rule matches the normalised value', () => {
    const reply = '{{ facts.vendor }}, {{ facts.model }}, {{ facts.distribution }}: {{ fix.says }}';
    const fix = [
      {
        id: 'e6420',
        says: 'It is that one.',
        when: { model: ['latitude e6420'], distribution: ['fedora'] },
        workaround: 'Wait.',
      },
    ];
    const body = `${lostDisk.body}\n\nIt is a dell latitude e6420 with fedora 35.`;
    const answer = assess({ ...lostDisk, body }, packOf(problemWith({ fix, reply })));
    expect(answer.reply).toBe('Dell, Latitude E6420, Fedora 35: It is that one.\n');
  });
});
