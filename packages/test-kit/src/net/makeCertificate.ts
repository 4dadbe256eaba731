import { generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { generate } from 'selfsigned';

/** A self-signed certificate and its key, both in PEM format. */
export interface Certificate {
  cert: string;
  key: string;
}

/**
 * Creates a self-signed certificate, valid for two days.
 *
 * @param hosts - names or IP addresses
 */
export function makeCertificate(...hosts: string[]): Certificate {
  const altNames = hosts.map(host =>
    isIP(host) ? { type: 7, ip: host } : { type: 2, value: host },
  );
  // Node.js generates keys much faster than the library.
  const keyPair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const attributes = [{ name: 'commonName', value: hosts[0] }];
  // The types of the library lack `keyPair`, which its README describes.
  const options = {
    days: 2,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames }],
    keyPair,
  };
  for (;;) {
    const { cert, private: key } = generate(attributes, options);
    try {
      createSecureContext({ cert, key });
      return { cert, key };
    } catch (error) {
      // The library generates serial numbers, and OpenSSL rejects one of 256 of them.
      if (!String(error).includes('illegal padding')) {
        throw error;
      }
    }
  }
}
