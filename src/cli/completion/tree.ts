import type { Command, Option } from 'commander';
import { choicesOf } from '../options.ts';

/** A command as shells complete it. */
export interface Node {
  /** From below the program: `har inspect`; empty for the program itself. */
  readonly path: string;
  readonly summary: string;
  readonly commands: readonly Node[];
  readonly flags: readonly Flag[];
  /** What its first argument takes, where that is a closed list. */
  readonly choices: readonly string[];
}
export interface Flag {
  /** `--format` */
  readonly long: string;
  /** `-f` */
  readonly short?: string;
  readonly summary: string;
  readonly takesValue: boolean;
  /** What it takes, where that is a closed list. */
  readonly choices: readonly string[];
}

/** The program and all below it, in the order of `--help`. */
export function treeOf(command: Command, path = ''): Node {
  return {
    path,
    summary: command.description(),
    commands: command.commands.map((below) => treeOf(below, `${path} ${below.name()}`.trim())),
    flags: command.options.flatMap(flagOf),
    choices: choicesOf(command.registeredArguments[0]?.parseArg),
  };
}

function flagOf(option: Option): readonly Flag[] {
  const { long, short, description, required, optional } = option;
  if (long === undefined || long === null) return [];
  return [
    {
      long,
      ...(short === undefined || short === null ? {} : { short }),
      summary: description,
      takesValue: required || optional,
      choices: choicesOf(option.parseArg),
    },
  ];
}

/** All commands below, each before its own. */
export function nodesOf(node: Node): readonly Node[] {
  return [node, ...node.commands.flatMap(nodesOf)];
}
