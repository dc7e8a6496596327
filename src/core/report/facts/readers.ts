/** All readers of facts. */

import { commandLineReader, optionReader } from './boot-options.js';
import { ec2Reader, platformReader } from './cloud.js';
import { distributionReader } from './distribution.js';
import { firmwareReader } from './firmware.js';
import { guestModeReader } from './guest-mode.js';
import { linuxReaders } from './linux.js';
import { machineReader } from './machine.js';
import { oopsReader } from './oops.js';
import type { FactReader } from './scene.js';
import { toolstackReader } from './toolstack.js';
import { xenReader } from './xen.js';

export const readers: readonly FactReader[] = [
  ...linuxReaders,
  xenReader,
  distributionReader,
  toolstackReader,
  guestModeReader,
  machineReader,
  firmwareReader,
  ec2Reader,
  platformReader,
  commandLineReader,
  optionReader,
  oopsReader,
];
