import type { ApiModel, Body } from '../../../../src/model/api.ts';
import { folder } from '../../../support/cli.ts';
import { loadFixture } from '../../../support/fixture.ts';

/** A document with one operation for each schema; the bodies that they ask for. */
export async function bodiesOf(
  schemas: readonly unknown[],
  { version = '3.1.0', components = {} }: { version?: string; components?: object } = {},
): Promise<{ readonly api: ApiModel; readonly bodies: readonly Body[] }> {
  const paths = schemas.map((schema, index) => [
    `/a${index}`,
    {
      post: { requestBody: { content: { 'application/json': { schema } } }, responses: { 200: { description: 'ok' } } },
    },
  ]);
  const document = {
    openapi: version,
    info: { title: 'A', version: '1' },
    paths: Object.fromEntries(paths) as object,
    components: { schemas: components },
  };
  const api = await loadFixture('a.json', folder({ 'a.json': JSON.stringify(document) }));
  return { api, bodies: api.operations.flatMap(({ requestBodies }) => requestBodies) };
}
