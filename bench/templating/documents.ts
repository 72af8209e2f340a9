import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { loadApi } from '../../src/load/document.ts';
import { findInputs, type LoadOptions } from '../../src/load/inputs.ts';
import type { ApiModel } from '../../src/model/api.ts';

/** Documents that the templating was made with. */
export const tuned: readonly string[] = [
  'adyen/json/ManagementService-v3.json',
  'adyen/json/BalancePlatformService-v2.json',
  'adyen/json/LegalEntityService-v4.json',
  'box/openapi.json',
  'github-rest/api.github.com.json',
  'twilio/twilio_api_v2010.json',
  'stripe/openapi/spec3.2023-08-09.yaml',
  'kubernetes/swagger-1.13.json',
];
/** Documents that nobody looks at while the templating is changed. */
export const heldOut: readonly string[] = [
  'digitalocean-multifile/specification/DigitalOcean-public.v2.yaml',
  'adyen/json/CheckoutService-v72.json',
  'paypal/openapi/invoicing_v2.json',
  'paypal/openapi/checkout_orders_v2.json',
  'paypal/openapi/billing_subscriptions_v1.json',
  'paypal/openapi/catalogs_products_v1.json',
  'paypal/openapi/customer_disputes_v1.json',
  'paypal/openapi/payments_payment_v2.json',
  'paypal/openapi/vault_payment_tokens_v3.json',
];

export async function readDocument(folder: string, name: string): Promise<ApiModel | undefined> {
  if (!existsSync(path.join(folder, name))) return undefined;
  const root = realpathSync(folder);
  const options: LoadOptions = { cwd: root, root, remoteHosts: [], names: new Map(), stdin: Readable.from([]) };
  const [input] = (await findInputs([path.join(root, name)], options)).inputs;
  return input === undefined ? undefined : loadApi(input, options);
}
