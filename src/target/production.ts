import type { ApiModel, Server } from '../model/api.ts';
import { ownText } from '../model/json.ts';
import { basePathOf } from '../model/operation.ts';
import { hostOf, isLoopback, serversOf } from '../model/servers.ts';
import { wordsOf } from '../model/words.ts';

const safeWords = new Set(
  'staging stage stg sandbox test testing dev develop development uat qa preprod preproduction nonprod nonproduction local localhost'.split(
    ' ',
  ),
);
const realWords = new Set(['production', 'prod', 'live']);

/**
 * The server of the document that the target is, where nothing says that it is there for tests: a host that stands under
 * `servers` is the one that customers use, unless its name, description or `x-environment` says otherwise.
 */
export function productionServer(api: ApiModel, target: string): Server | undefined {
  const host = hostOf(target) ?? '';
  if (isLoopback(host)) return undefined;
  const path = basePathOf({ resolvedUrl: target });
  const own = serversOf(api).filter(({ resolvedUrl }) => hostOf(resolvedUrl) === host);
  // One host may have a path for tests beside the other: what the target's own path names counts then.
  const exact = own.filter((server) => path !== '' && basePathOf(server) === path);
  return (exact.length > 0 ? exact : own).find((server) => !isForTests(server));
}

function isForTests({ resolvedUrl, description = '', raw }: Server): boolean {
  const isSafe = (text: string): boolean => words(text).some((word) => safeWords.has(word.replace(/\d+$/, '')));
  const names = [resolvedUrl.replace(/^\w+:/, ''), ownText(raw, 'name') ?? '', ownText(raw, 'x-environment') ?? ''];
  // "Production; for tests there is a sandbox" speaks of both.
  return names.some(isSafe) || (isSafe(description) && !words(description).some((word) => realWords.has(word)));
}

/** `pre-prod` and `non production` are one word each. */
function words(text: string): readonly string[] {
  return wordsOf(text.replace(/\b(pre|non)[-_ ]prod/gi, '$1prod'));
}
