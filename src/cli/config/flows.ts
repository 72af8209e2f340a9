import type { FlowConfig } from '../../check/target.ts';
import { UserErrors, type UserError } from '../user-error.ts';
import type { FlowPart } from './config.ts';
import { expander, type Environment, type Expand } from './expand.ts';

/** The flows with their values, where variables may stand. Throws all that are unset. Without an environment they stay. */
export function flowsOf(
  parts: readonly FlowPart[],
  environment: Environment | undefined,
): Readonly<Record<string, FlowConfig>> {
  const errors: UserError[] = [];
  const flows = parts.map((part) => {
    const holder = { name: `flows.${part.name}`, at: part.at };
    const expand: Expand =
      environment === undefined ? (_key, text) => text : expander(holder, { ...environment, errors });
    return [part.name, flowOf(part, expand)] as const;
  });
  if (errors.length > 0) throw new UserErrors(errors);
  return Object.fromEntries(flows);
}

function flowOf({ flow: { steps, values, effect, sign } }: FlowPart, expand: Expand): FlowConfig {
  const expanded = [...(values ?? [])].map(([key, text]) => [key, expand(`values.${key}`, text)]);
  return {
    steps: Object.fromEntries(
      [...steps].map(([name, { call, body }]) => [name, body === undefined ? { call } : { call, body }]),
    ),
    values: Object.fromEntries(expanded) as Readonly<Record<string, string>>,
    ...(effect === undefined ? {} : { effect }),
    ...(sign === undefined ? {} : { sign: { ...sign, secret: expand('sign.secret', sign.secret) } }),
  };
}
