/** The program of a thread in which rules are tried; see `openRuleTrials`. */

import { parentPort, workerData } from 'node:worker_threads';
import { readPolicyYaml } from '../adapters/github/policy-yaml.js';
import { answerQuestions } from '../adapters/rule-trial/answer-questions.js';
import { tryRules } from '../app/try-rules.js';
import { openPack } from './open-pack.js';

if (parentPort === null) throw new Error('This module runs in a thread.');
const { rules }: { readonly rules?: string } = workerData;
answerQuestions(parentPort, tryRules({ readYaml: readPolicyYaml, pack: await openPack(rules) }));
