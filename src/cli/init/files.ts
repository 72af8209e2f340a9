/** What a repository holds that sallyport can judge. */
export interface Found {
  /** From the root, with `/`. */
  readonly documents: readonly string[];
  readonly captures: readonly string[];
}

/** With more documents the config names none: they are found anew on every run. */
const namedMax = 50;

/** sallyport.yaml for what was found. */
export function configText({ documents, captures }: Found): string {
  const isNamed = documents.length <= namedMax;
  return [
    '# yaml-language-server: $schema=./node_modules/sallyport/schema/config.schema.json',
    '# All keys: sallyport config schema. What counts: sallyport config print',
    'version: 1',
    ...(isNamed ? ['specs:', ...documents.map((file) => `  - { path: ${scalar(file)} }`)] : []),
    ...(captures.length > 0 ? ['captures:', ...captures.map((file) => `  - ${scalar(file)}`)] : []),
    'fail-on: high',
    '',
  ].join('\n');
}

/** A path as YAML: JSON's texts are YAML's as well. */
function scalar(text: string): string {
  return /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(text) ? text : JSON.stringify(text);
}
