/** Reads numbers from the command line. */

import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError for anything but a whole number of 1 or more; commander turns it into wrong usage. */
export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number of 1 or more.');
  return Number(text);
}

/** @throws InvalidArgumentError for anything but a number between 0 and 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('Give a number between 0 and 1, such as 0.97.');
  return value;
}
