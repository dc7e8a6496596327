/** Text that nobody wrote for this report: the repository's own templates, and the phrases that most templates share. */

/** Lines of templates in the form that `normaliseLine` gives. */
export type TemplateLines = ReadonlySet<string>;

const YAML_TEXT = /^\s*(?:-\s*)?(?:label|description|value|placeholder|about|title|name):\s*(.+)$/;

/**
 * Takes the lines of issue templates, Markdown or YAML issue forms. Of a form, the texts behind `label:`,
 * `description:`, `value:` and `placeholder:` count too, because GitHub copies some of them into the body.
 */
export function readTemplates(templates: readonly string[]): TemplateLines {
  const lines = new Set<string>();
  for (const template of templates) {
    for (const written of template.split(/\r\n?|\n/)) {
      addLine(lines, written);
      const [, value] = YAML_TEXT.exec(written.slice(0, 2000)) ?? [];
      if (value !== undefined) addLine(lines, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
    }
  }
  return lines;
}

function addLine(lines: Set<string>, text: string): void {
  const line = normaliseLine(text);
  // A lone brace or number is no template text but will stand in many an honest report.
  if (/\p{L}/u.test(line)) lines.add(line);
}

/** Lower case, white space collapsed, without list markers, tick boxes, heading marks, emphasis and a final colon. */
export function normaliseLine(text: string): string {
  let line = text.slice(0, 2000).trim().toLowerCase();
  // Most lines are plain: the patterns run only where a mark may stand.
  if (!isLetter(line.charCodeAt(0))) {
    line = line.replace(/^(?:(?:>|[-*+]|\d{1,4}[.)]|#{1,6}|\[[ x]\])\s+)+/, '').replace(/^[*_]+/, '');
  }
  if (/\s\s|\t/.test(line)) line = line.replace(/\s+/g, ' ');
  return isLetter(line.charCodeAt(line.length - 1)) ? line : line.replace(/[*_:\s]{1,20}$/, '');
}

function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

/** Sentences of GitHub's default templates and of many others, as `normaliseLine` gives them. */
const COMMON_SENTENCES: ReadonlySet<string> = new Set([
  '_no response',
  'no response',
  'a clear and concise description of what the bug is.',
  'a clear and concise description of what you expected to happen.',
  "a clear and concise description of what the problem is. ex. i'm always frustrated when [...]",
  'a clear and concise description of what you want to happen.',
  "a clear and concise description of any alternative solutions or features you've considered.",
  'add any other context about the problem here.',
  'add any other context or screenshots about the feature request here.',
  'if applicable, add screenshots to help explain your problem.',
  'steps to reproduce the behavior',
  'steps to reproduce the behaviour',
  "go to '...'",
  "click on '....'",
  "click on '...'",
  "scroll down to '....'",
  "scroll down to '...'",
  'see error',
  'name and about this issue template',
  'tell us what happens instead',
  'tell us what should happen',
  'what did you expect to happen?',
]);

/** Beginnings of sentences that a template says to a reporter and a reporter never says to a maintainer. */
const COMMON_OPENINGS =
  /^(?:please (?:fill (?:out|in)|complete (?:this|the)|search (?:the |for )?(?:existing|open|closed|issues)|provide (?:as much|a clear|the following|us with)|describe (?:the|what|your)|read (?:the|our|this)|make sure|ensure (?:that )?you|check (?:that|the|if)|include (?:the following|as much|any)|do not (?:remove|delete|edit)|attach|paste|note that this|be as|answer)|thank(?:s| you) for (?:taking the time|reporting|your (?:report|interest|contribution)|opening|filing|contributing)|before (?:submitting|opening|filing|reporting|you (?:submit|open|file|report))|(?:briefly )?describe the (?:bug|issue|problem) (?:here|below|in)|this (?:issue|template) (?:form|template|is (?:for|only))|use this template|delete (?:this|any) (?:section|line|part)|replace this (?:text|line)|remove this (?:text|line|section)|(?:you can )?(?:leave|write) .{0,40}\b(?:blank|here)\b|tip: you can attach|if (?:none|not applicable), (?:leave|write|delete))/;

/** What a reporter ticks to get past a form. */
const CONSENT =
  /^(?:to the best of my knowledge|i(?:'ve| have| agree| confirm| am | understand|’ve| did)\b.{0,80}\b(?:search|read|checked|agree|code of conduct|duplicate|existing|documentation|terms|licen[cs]e|latest version|understand|updated|issue))/;

/** First words of the sentences above. */
const FIRST_WORDS: ReadonlySet<string> = new Set(
  `a about add before briefly click delete describe go if leave name no please remove replace response scroll see steps
   tell thank thanks this tip use what write you`.split(/\s+/),
);

/** Whether a line of the body is template text: the repository's own or a widely shared phrase. */
export function isBoilerplate(text: string, templates: TemplateLines): boolean {
  if (text.length > 2000) return false;
  if (templates.size === 0 && !FIRST_WORDS.has(firstWord(text))) return false;
  const line = normaliseLine(text);
  if (line === '') return false;
  return templates.has(line) || COMMON_SENTENCES.has(line) || COMMON_OPENINGS.test(line);
}

function firstWord(text: string): string {
  let start = 0;
  while (start < text.length && start < 40 && !isLetter(text.charCodeAt(start) | 0x20)) start += 1;
  let end = start;
  while (end - start < 12 && isLetter(text.charCodeAt(end) | 0x20)) end += 1;
  return text.slice(start, end).toLowerCase();
}

/** A box that nobody ticked, or a ticked one that only agrees to the rules. */
export function isIdleCheckbox(text: string): boolean {
  const box = /^(?:[-*+]\s+)?\[([ xX]?)\]\s*(.*)$/s.exec(text.slice(0, 2000).trim());
  if (box === null) return false;
  return (box[1] ?? '').trim() === '' || CONSENT.test(normaliseLine(box[2] ?? ''));
}

/** Headings that forms and templates use; the text under them counts, they themselves say nothing. */
const COMMON_LABEL =
  /^(?:(?:your |system |software |host |guest |additional |relevant |other |general )*(?:environment|info(?:rmation)?|setup|context|notes?|details?|logs?(?: output| files?)?|output|configuration|screenshots?|versions?|hardware|summary|description|overview|background|checklist|workarounds?|solutions?|attachments?|references?|links?|platform|os|operating system)|(?:detailed |bug |issue |problem )+(?:description|report|summary|details)|describe .*|what .*\?*|how .*\?*|(?:the )?(?:steps|how) to reproduce.*|(?:to )?reproduc(?:e|tion|tion steps|ing|er|ible).*|reproducer.*|(?:expected|actual|current|observed|desired) (?:behaviou?r|result|outcome|output)s?.*|affected .*|.* (?:release|version)s?(?: number)?|brief summary|bug ?report|feature request|issue type|prerequisites|regression\?*|error(?:s| messages?| log)?|dmesg(?: output| log)?|backtrace|stack ?trace|possible (?:fix|solution|cause)s?|related.*|see also)$/;

/** Whether a heading is only a label of a form or template. */
export function isCommonLabel(text: string, templates: TemplateLines): boolean {
  const line = normaliseLine(text);
  const label = line.slice(0, 200).replace(/\s*\([^()]*\)?$/, '');
  return templates.has(line) || COMMON_LABEL.test(label) || isBoilerplate(text, templates);
}
