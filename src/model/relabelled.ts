import type { ApiModel } from './api.ts';

/** The same model under another name, policy or limits. A spread would work out what is worked out when asked for. */
export function relabelled(api: ApiModel, labels: Partial<Pick<ApiModel, 'name' | 'policy' | 'limits'>>): ApiModel {
  const changes = Object.getOwnPropertyDescriptors(labels);
  return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(api), ...changes }) as ApiModel;
}
