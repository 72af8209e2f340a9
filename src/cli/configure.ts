import type { Command } from 'commander';
import type { Io } from './io.ts';

/** Adds a command's arguments, flags and action; the action hands over its exit code. */
export type Configure = (command: Command, io: Io, exit: (code: number) => void) => void;
