import type { Operation } from '../../model/api.ts';

/** The operation's path below the base path with values in the places of its parameters. */
export function filledPath({ path }: Pick<Operation, 'path'>, parameters: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    // Tags are revealed where the request is sent; a value of the wire is no path.
    return value === undefined ? whole : /^<[A-Z]/.test(value) ? value : encodeURIComponent(value);
  });
}
