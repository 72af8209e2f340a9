import type { ApiModel } from './api.ts';

/** The same model under another name or policy. A spread would work out what is worked out when asked for. */
export function relabelled(api: ApiModel, labels: Partial<Pick<ApiModel, 'name' | 'policy'>>): ApiModel {
  const changes = Object.getOwnPropertyDescriptors(labels);
  return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(api), ...changes }) as ApiModel;
}
