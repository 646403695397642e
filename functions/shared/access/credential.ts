/**
 * The credential in an `Authorization` header: a bearer token, or what Basic has as its password. Clients that can be
 * given nothing but a URL send Basic (`https://any:<token>@…`); with an empty password, the user name is the credential.
 */
export function credentialIn(authorization = ''): string {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization.trim()) ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return value;
    case 'basic': {
      const pair = Buffer.from(value, 'base64').toString();
      const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(pair) ?? [];
      return password || user;
    }
    default:
      return '';
  }
}
