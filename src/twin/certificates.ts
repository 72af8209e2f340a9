/** Certificates of 127.0.0.1 and localhost that nobody has signed but themselves, for twins that speak https. */
import type { TwinTls } from '../check/target.ts';

// Made for these servers alone and known to everybody: the key protects nothing.
const key = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEINJnL+Lj4OrvK+o8vQ8/5pA9OuoJJ5D3hbmcM4vf6Hb8oAoGCCqGSM49
AwEHoUQDQgAEneT7TRTIfhFvC9H9u1yWhmLsjAKgCKxxbZhfTXU74G07A7fi/abj
7bEocND+eNrQRusq1IYXM9TXm20hsEETjw==
-----END EC PRIVATE KEY-----
`;

/** Valid from 2024 to 2125. */
const valid = `-----BEGIN CERTIFICATE-----
MIIBaDCCAQ6gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjQwMTAxMDAwMDAwWhgPMjEyNTAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJ3k+00UyH4RbwvR
/btcloZi7IwCoAiscW2YX011O+BtOwO34v2m4+2xKHDQ/nja0EbrKtSGFzPU15tt
IbBBE4+jTzBNMCwGA1UdEQQlMCOCCWxvY2FsaG9zdIcEfwAAAYcQAAAAAAAAAAAA
AAAAAAAAATAdBgNVHQ4EFgQUxfBFxZa9JywUJJonIK6bhgMbefgwCgYIKoZIzj0E
AwIDSAAwRQIhAKEhdrZx0ObyVFolpjLg3jCizwXdOl86PxZkVMkWWAh8AiBPPIJu
x7C+bI0KSULpE2k39+Brla6/Sy0JmC+EJBQnjw==
-----END CERTIFICATE-----
`;

/** Ran out on 2021-01-01. */
const ranOut = `-----BEGIN CERTIFICATE-----
MIIBZTCCAQygAwIBAgIBAjAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAUMRIwEAYDVQQDDAls
b2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASd5PtNFMh+EW8L0f27
XJaGYuyMAqAIrHFtmF9NdTvgbTsDt+L9puPtsShw0P542tBG6yrUhhcz1NebbSGw
QROPo08wTTAsBgNVHREEJTAjgglsb2NhbGhvc3SHBH8AAAGHEAAAAAAAAAAAAAAA
AAAAAAEwHQYDVR0OBBYEFMXwRcWWvScsFCSaJyCum4YDG3n4MAoGCCqGSM49BAMC
A0cAMEQCIHkTcMhosUWZ7YKsHcYMBub2izD2n0l54D6yHsGOjbYJAiBodKC7nv0H
Y3pOOlRUEFbaW6kORXBK6TvY/0r0eV4bmQ==
-----END CERTIFICATE-----
`;

export const certificate: Pick<TwinTls, 'key' | 'cert'> = { key, cert: valid };
export const expiredCertificate: Pick<TwinTls, 'key' | 'cert'> = { key, cert: ranOut };
