export interface Parts {
  readonly answer?: string;
  readonly request?: string;
  readonly schemas?: string;
}

/** One operation with a request and an answer, and one that answers the same. */
export function document({ answer = '{ type: object }', request = '{ type: object }', schemas = '' }: Parts): string {
  return `
openapi: 3.0.3
info: { title: Cards, version: '1' }
paths:
  /cards:
    post:
      requestBody: { content: { application/json: { schema: ${request} } } }
      responses: { '200': { description: ok, content: { application/json: { schema: ${answer} } } } }
  /copies:
    get:
      responses: { '200': { description: ok, content: { application/json: { schema: ${answer} } } } }
components:
  schemas:
    Unused: { type: string }
${schemas}`;
}
export const ref = (name: string): string => `{ $ref: '#/components/schemas/${name}' }`;
