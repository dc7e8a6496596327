/** What counts as an answer to "please test the fix", in the words that people use. */

import { describe, expect, it } from 'vitest';
import { readAnswer } from '../src/core/plan/read-answer.js';

describe('it works, says', () => {
  it.each([
    'works',
    'Works!',
    'Works for me, thanks.',
    'It works now.',
    'works 👍',
    'Fixed for me.',
    'Can confirm, this is fixed in 3.2.',
    'Confirmed fixed with 3.2.1, thank you!',
    'The new kernel works fine here.',
    'I updated to 3.2 yesterday and everything works.',
    'Problem is gone. Thanks for the quick help!',
    'The crash no longer happens.',
    "It doesn't crash anymore",
    'Can no longer reproduce it with 4.11.',
    'My server boots fine now.',
    'Solved, you can close this.',
    'Thanks!\n\nUpgraded to 3.2.0-24 and it is working perfectly.',
    '> Could you test it?\n\nworks',
    'Funktioniert jetzt, danke!',
    'Mit 3.2 läuft wieder alles, der Fehler ist behoben.',
    'Ça marche maintenant, merci',
    'Ya funciona, gracias',
    'Resolvido, obrigado!',
    'Ora funziona, grazie.',
    'Теперь работает, спасибо',
    '升级以后修复了，谢谢',
    'アップデートしたら直りました',
    'No longer broken anymore, thanks',
  ])('%j', (text) => {
    expect(readAnswer(text)?.verdict).toBe('works');
  });
});

describe('it is still broken, says', () => {
  it.each([
    'still broken',
    'Still broken for me with 3.2.',
    "Doesn't work.",
    'It does not work',
    'Unfortunately it’s not fixed for me.',
    'Same problem with 3.2.1 here',
    'The problem persists after the upgrade.',
    'Upgraded, but still crashes on boot.',
    'I can still reproduce it on 4.11.',
    'No change.',
    'Tried 3.2-rc1. Still the same.',
    "nope, didn't work",
    'Still happening here',
    '> works for me\n\nNot for me: still broken.',
    'Geht leider immer noch nicht.',
    'Immer noch kaputt',
    'Ça ne marche toujours pas',
    'Sigue sin funcionar',
    'Ainda não funciona',
    'Non funziona',
    'Всё ещё не работает',
    '还是不行',
    'まだ直っていません',
  ])('%j', (text) => {
    expect(readAnswer(text)?.verdict).toBe('still-broken');
  });
});

describe('nothing to act on is', () => {
  it.each([
    '',
    'Thanks!',
    'Yes',
    '👍',
    '+1',
    'Does it work?',
    'Is it still broken?',
    'Works?',
    'I will test it tomorrow and tell you whether it works.',
    'If it works I will close this.',
    'Should be fixed now.',
    'Seems to work so far.',
    'It sometimes works.',
    'Works, but now the network is gone.',
    'Booting works, rebooting is still broken.',
    'The reboot works. Suspend is still broken.',
    'The workaround works.',
    'Works with the old kernel.',
    'It worked for my colleague.',
    'works on my machine',
    'Oh great, works as well as ever 🙄',
    'Yeah right, "fixed".',
    'Works great /s',
    'So much for fixed.',
    'Works as designed, I guess',
    'Nothing works.',
    'It hardly works',
    'It used to work before the update.',
    'Was still broken until I rebooted.',
    'Not tested yet, still broken on the old one.',
    '> works\n',
    '```\nworks\n```',
    'I hope this works',
    'How do I get 3.2 on Debian?',
    'What works and what does not is written in the wiki.',
    'Vielleicht funktioniert es',
    'Wenn es funktioniert, melde ich mich.',
    'Could somebody test whether 3.2 works?',
    'still broken? works?',
    `Works. ${'A long story follows. '.repeat(60)}`,
    '<!-- works -->',
    'The network team works on it.',
    'It is fixed only after a second reboot.',
    'I am working on it.',
  ])('%j', (text) => {
    expect(readAnswer(text)).toBeNull();
  });

  it('text made to cost time', () => {
    expect(readAnswer(`${'still '.repeat(100)}x`)).toBeNull();
    expect(readAnswer('works '.repeat(100_000))).toBeNull();
    expect(readAnswer(`${'>'.repeat(50_000)}\n${'`'.repeat(50_000)}`)).toBeNull();
  });
});

it('keeps the words that said it', () => {
  expect(readAnswer('Hi.\nUpgraded to 3.2 today. It works now!\nThanks')).toEqual({
    verdict: 'works',
    words: 'It works now!',
  });
});
