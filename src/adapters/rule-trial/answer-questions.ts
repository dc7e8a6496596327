/** The thread's side of a trial: answers one question after the other, and counts how long each took. */

import type { MessagePort } from 'node:worker_threads';
import type { TrialWork } from '../../app/try-rules.js';
import type { Answer, Question } from './messages.js';

/** An error ends the thread, and whoever asked is told so: rules that are wrong are no error. */
export function answerQuestions(port: MessagePort, work: TrialWork): void {
  const say = (answer: Answer) => port.postMessage(answer);
  port.on('message', async (question: Question) => {
    const started = performance.now();
    const value = await answerTo(question, work);
    say({ kind: 'answer', value, tookMs: performance.now() - started });
  });
  say({ kind: 'ready' });
}

function answerTo(question: Question, work: TrialWork): Promise<unknown> {
  switch (question.ask) {
    case 'examine':
      return work.examine(...question.given);
    case 'startFrom':
      return work.startFrom(...question.given);
    case 'judge':
      return work.judge(...question.given);
  }
}
