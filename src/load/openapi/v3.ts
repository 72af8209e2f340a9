import type { Server } from '../../model/api.ts';
import { own } from '../../model/json.ts';
import type { Cursor } from '../documents.ts';
import type { Context } from './context.ts';
import type { Version } from './operations.ts';
import { bodiesOf } from './parts.ts';
import { serversAt } from './servers.ts';

/** OpenAPI 3.0, 3.1 and 3.2 write these alike. */
export function version3(context: Context): Version {
  const { documents } = context;
  const root = serversAt(documents, documents.root, 'api');
  return {
    requestBodies(operation: Cursor) {
      const body = documents.follow(documents.get(operation, 'requestBody'));
      return body.value === undefined ? [] : bodiesOf(context, body, own(body.value, 'required') === true);
    },
    responseBodies: (_operation, response) => bodiesOf(context, response, true),
    servers(operation: Cursor, pathItem: Cursor): readonly Server[] {
      const levels = [serversAt(documents, operation, 'operation'), serversAt(documents, pathItem, 'path'), root];
      return levels.find((servers) => servers.length > 0) ?? [];
    },
  };
}
