/** Every reason for no answer has a next step, and another one where another thing mends it. */
import { expect, test } from 'vitest';
import { failureText, mendFor } from '../../../src/target/failure.ts';

test.each([
  ['ERR_TLS_CERT_ALTNAME_INVALID', /the name that the certificate is for/],
  ['CERT_HAS_EXPIRED', /renew the certificate/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /--ca <file>/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /--ca <file>/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /http:\/\/ or https:\/\//],
  ['UND_ERR_SOCKET', /http:\/\/ or https:\/\/.*clientCert/],
  ['ECONNRESET', /clientCert/],
  ['ECONNREFUSED', /start the target/],
  ['ENOTFOUND', /correct --target/],
  ['ETIMEDOUT', /VPN/],
  ['UND_ERR_HEADERS_TIMEOUT', /look at the target/],
  ['SALLYPORT_PROXY_DOWN', /HTTPS_PROXY/],
])('%s', (code, mend) => {
  expect(mendFor(failureText(code))).toMatch(mend);
});
