/** `npm run bench [-- SECTION...]`: measures as ratios within one run, because machines differ and are busy. Never part of a test. */

const sections: Readonly<Record<string, () => Promise<unknown>>> = {
  recognition: () => import('./recognition.js'),
  preview: async () => (await import('./preview.js')).measurePreview(),
  load: async () => (await import('./load/load.js')).measureLoad(),
  desk: async () => (await import('./desk.js')).measureDesk(),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in sections));
if (unknown.length > 0) {
  process.stderr.write(
    `No such section: ${unknown.join(', ')}. There are: ${Object.keys(sections).join(', ')}.\n`,
  );
  process.exitCode = 2;
} else {
  for (const [name, measure] of Object.entries(sections)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    await measure();
  }
}
