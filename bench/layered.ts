const fanOut = 8;
export const layers = 20;

/**
 * A document whose schemas refer to each other eight at a time in layers, the last of which leads back to the first: an
 * inlined tree of them would have 8^20 nodes. Its newer version differs in one schema of seven.
 */
export function layeredDocument(width: number, version: 'older' | 'newer' = 'older'): unknown {
  const schemas: Record<string, unknown> = {};
  for (let layer = 0; layer < layers; layer += 1) {
    for (let index = 0; index < width; index += 1) {
      const isChanged = version === 'newer' && (layer + index) % 7 === 0;
      const properties: Record<string, unknown> = {
        id: { type: 'string', ...(isChanged ? {} : { maxLength: 36 }) },
        amount: { type: 'integer' },
      };
      for (let edge = 0; edge < fanOut; edge += 1) {
        const below = (layer + 1) % layers;
        properties[`part${edge}`] = { $ref: `#/components/schemas/L${below}N${(index * 7 + edge * 13) % width}` };
      }
      schemas[`L${layer}N${index}`] = { type: 'object', properties };
    }
  }
  const body = (name: string): object => ({
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  });
  const paths = Object.fromEntries(
    Array.from({ length: width }, (_, index) => [
      `/things${index}`,
      {
        post: {
          requestBody: body(`L0N${index}`),
          responses: { 200: { description: 'ok', ...body(`L1N${index}`) } },
        },
      },
    ]),
  );
  return { openapi: '3.0.3', info: { title: 'growth', version: '1' }, paths, components: { schemas } };
}
