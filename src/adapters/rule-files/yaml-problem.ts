/** Says what YAML's parser refuses, with the advice that suits its reason. */

import type { ErrorCode, YAMLError } from 'yaml';

/** What to do, by the parser's own reason. */
const advice: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'indent with blanks',
  BAD_INDENT: 'give the lines of one list or mapping the same indentation',
  MISSING_CHAR: 'add what is missing there: a quote, a bracket, a comma or a colon',
  BLOCK_AS_IMPLICIT_KEY: 'put a text that contains `: ` in quotes, or correct the indentation of that line',
  MULTILINE_IMPLICIT_KEY: 'write `key: value`, or correct the indentation of that line',
  BLOCK_IN_FLOW: 'close the bracket before the next key, or indent what belongs into it',
  BAD_SCALAR_START: 'put a text that begins with this character in quotes',
  BAD_DQ_ESCAPE: 'put a pattern in single quotes, where a backslash stands for itself',
  BAD_ALIAS: 'put a text that begins with * or & in quotes',
  TAG_RESOLVE_FAILED: 'put a text that begins with ! in quotes',
  NON_STRING_KEY: 'put the key in quotes',
  RESOURCE_EXHAUSTION: 'nest less deeply',
};

/** The problem and what to write instead; `text` is the whole file. */
export function yamlProblem(error: YAMLError, text: string): { problem: string; instead: string } {
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^["']?[^\s:"']+/.exec(text.slice(error.pos[0]))?.[0].replace(/^["']/, '') ?? '';
    return {
      problem: `the key \`${key}\` is there twice`,
      instead: 'delete one of the two, or put both values into one',
    };
  }
  if (error.code === 'MULTIPLE_DOCS') {
    return {
      problem: 'the file holds several documents, divided by `---`',
      instead: 'write each known problem into a file of its own',
    };
  }
  const openBracket = error.code === 'BAD_INDENT' && error.message.startsWith('Flow');
  return {
    problem: `the YAML cannot be read: ${error.message}`,
    instead: openBracket
      ? 'close the bracket before this line, or indent the line'
      : (advice[error.code] ?? 'correct what YAML says there'),
  };
}
