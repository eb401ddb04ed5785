/** Files and keys for push certificates, made for these tests alone: nothing trusts them. */

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

export const password = bytes('acme-pushes');

/** A certificate and its private key. */
export const p12 = file(
  'MIIETAIBAzCCBAIGCSqGSIb3DQEHAaCCA/MEggPvMIID6zCCAqIGCSqGSIb3DQEHBqCCApMwggKPAgEAMIICiAYJKoZIhvcN' +
    'AQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj+H1gcJU+bVwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQME' +
    'ASoEEPdWpBryS906xz27DjrAg7iAggIgcLvr+0TTLxe4Dp11g9Z6UeRt3d4wP6HqjwOwkLIlc7qOS8lkWeI+VafMS/NUAATg' +
    'Hiilh8D8yYVqWv0U+YzHdU10NuZ0A9b7XCa/pUtagXwrbBi2CpArbSD21HGwf0Jp4K6rTmo81SwRpX1E4apDG1q3+IJ+1Z9a' +
    '3j1LhZEJ5BKaEEFt5t93+rPoKtPAeP+o6zVh8hq1HFM84CiOUGgQjl3Ytor/9g889m06VuHe+pwdbHv+/ptGd7fsbIJd07P7' +
    'cP8VuMEB2J3sCTRQErf8SeZ3ep3mVWIQYYeIchszxtKajBwrdzlEHfRp7+2KkXSdMhstgyOsUjjtLAJQ+8OEl4QyUPNhY3Ct' +
    'j02YLz/BqOm/ygAfRgzymxiGSAi3hP+tONAf0dsNmQ6ORRFxY7V3aYjDbME75Bwdarzq0nZcdP0wrVwwZjTl2aEzMirnOVsH' +
    'MQ4T5/kThMseB1tWTkzxsmAxYEVSfg32EWyof3tDCTpab5ZZqEUNBD4AVPlVOcPsIYcTwdmv3L/PQ3crA5sdXfnw5eln/FRF' +
    'vHPPdGclWvQ1cayYR7MJoOLfkZJ/3krwOIhrVf8pRZEytfA/2sUJbv66ddQ5PSwWWiR9qzVCU/7olTbUDL1IE4x5nOA9kz3Q' +
    'Rnewan+iE2b2Fm6YfdHdVkZseVbk1eWzBuLveH9S59fV8GpuvLtzkTTuDQNbAF2Rg2DKfUysbZKcvGwx9NLNnjCCAUEGCSqG' +
    'SIb3DQEHAaCCATIEggEuMIIBKjCCASYGCyqGSIb3DQEMCgECoIHvMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAc' +
    'BAi80Ch9BQV6UAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFxr40IBanB+8baEj08QngsEgZAmdSm221HY4Fdl' +
    'BSArt8MG2/db1fr4piZD+IymLcsrC5r+wqXTjuwBJ2RXT759QT2dZHnTDX34B1ofCYQ5bBvf3tytmBWf6GqVEyCQEnxxTGkR' +
    'hJB+VuMyScmEeHIpNp3c9qbfm2dJPoi9MHbr0EqJAS98GC+VAMnJHknh958kCms89TKSuptYOuR2vKNiXWgxJTAjBgkqhkiG' +
    '9w0BCRUxFgQU6EtVQRk5H5fEpLiY4eW/vAYNpTMwQTAxMA0GCWCGSAFlAwQCAQUABCCVVpn5TQzlCq00cs1x8BpQADkzCfZ4' +
    '3F4AY8YH+gPZlAQIu6NXwbWZf6gCAggA',
);

/** The same in the old encryption that Apple's Keychain exports with (RC2, which OpenSSL 3 does not read). */
export const oldP12 = file(
  'MIIDwgIBAzCCA4gGCSqGSIb3DQEHAaCCA3kEggN1MIIDcTCCAmcGCSqGSIb3DQEHBqCCAlgwggJUAgEAMIICTQYJKoZIhvcN' +
    'AQcBMBwGCiqGSIb3DQEMAQYwDgQIovH4AaEFQBwCAggAgIICIHpqeQL8HKsLv0dXS4s6BFwwUEW8ED+vS/dGUkU5yNxhgfd+' +
    'QHFDfJMWxUH7F99IKojSr9WglxkZhCsHeYg7gIYB14pzEqShrTTZDdhZ4WW15qdBwKNVkz9hE3CxHNCoH6+7lLqvUbSvhHkU' +
    'L2p+XQ6cFKcstGvYgcU2ZleVOUfMx9EYq2WJxaWPrYG/n2p0gLEcQsD2SZpyDQcFOTnOaSpdL+nftmPojc8wnrTO5n+bgMCz' +
    'usvf+15rlogCB3IUBtBmyh34QZ2rlrGUCZI9M3FhfUASlcFH3kC4cxImwzNvsWzofNMiR/qIfUCgALrFZvLjdQLnhrOmzDlc' +
    'cirCDb6/J2f50kL5JHlsKIKmqOwFGGhJL3BHaG2PNy3SLMvtWWpBC2JQyL3/aAhkcJYGU4SnWhY5qCWvzVlx1NPJ46uJLKtQ' +
    'Ha4u7MUEFfFjyH5esWSyP6/zAy5+VNNg07jsIfRYptme5xUlIZyp+i9kG1UfRaehVIXcy+a4p8yJ/AUSBuYB4Bkl76cv1I5y' +
    'aXvHDDnjzPMqGUKhN+0IeLqSHlLE81jFnPDEmBSSoFf+I1NBIDF5uZsmNiEjdFSzn45Kqaw3PzqSXscyxJmNu+Nakdqv7uTi' +
    'B5livXnxqU9e89BE9qibSoWlVNj0onucJjaHT5yqUBBQMcJHxzjVWpx325MpLv9BZU1EkDINQLZgdxU/wfnJ81B+8udINULV' +
    'QvnBIP4wggECBgkqhkiG9w0BBwGggfQEgfEwge4wgesGCyqGSIb3DQEMCgECoIG0MIGxMBwGCiqGSIb3DQEMAQMwDgQILPLm' +
    'IraMHA4CAggABIGQ8bcdQMPWOKdvi+2hMIfnqknm4/ww16mesHTsDHMHsUcrOUIAHRumXb7k9LHcZ5UJF21eQayBpfsFvrfx' +
    '8cy0Qm/UWWdOIwmtdMWlgLPcjbV6EYsfHGDvSQjsjbmZMKFZkqLjPM785dQdM4KGFgQMmOHdcxARjqFRuaQ0oUlaa7GE8S1r' +
    '9aKDT776BCjjRTN0MSUwIwYJKoZIhvcNAQkVMRYEFOhLVUEZOR+XxKS4mOHlv7wGDaUzMDEwITAJBgUrDgMCGgUABBQjEarb' +
    'YYiDk0kYQEhyJJjxmfcVxAQIt1gwuDTiPPwCAggA',
);

/** The certificate alone. */
export const p12WithoutKey = file(
  'MIIC5wIBAzCCAp0GCSqGSIb3DQEHAaCCAo4EggKKMIIChjCCAoIGCSqGSIb3DQEHBqCCAnMwggJvAgEAMIICaAYJKoZIhvcN' +
    'AQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgFQoNicC4eOwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQME' +
    'ASoEECwwIrLiP7pYADZUjqEeEFaAggIAZ4j8s5DDI0hRhjJLgAjTBT16QGrLuNpnGqiLsmFziequ7kow99NITwuhB/y26rCd' +
    '8DRL3HIV2IrQwnXFGGlsqRr83QQnlSCw8xhM8W0IdPX+rGYdy/hUK9AvHFJsa8KGI1C4D/a5eA3T5JaAN2OrMWmR2AwW9XiQ' +
    'tPBzk4oIbMjTnvePUAYFu7TAihi3kqCanSrY9QROdHeLiNF83fNC8eruVMVXAokQn/AxXX6EZNz/6U6+zh9Ab5UNSmdw1zOs' +
    'Z59VkhGooMN8cVqC67tAi2Wftah5RyW+uzuHQlTyU/ZM4bZSyOTYeRfC0svVbCGLgmZQMP6WEJ4KP+cnuy810qFtEpP5mnHQ' +
    'gKZI9mBl6YlqqF7A9lA2djJanZUacY2f5zyiTdY+Z7UkyOX/Q9Mle6RmU8gdfrTxsxRXkjhrw5MRXOGzNyv/KV41hNvzEJDV' +
    '95G0pLT494jzDbmnvOKt0d9G9Z4cyUM9tIzEdxyS512QUO5CzX7bhNVK/iDTa/LkaA/V5q8NuWvgdoXrwIV8Bd8Fdj/SwZpW' +
    'BrMexdWkWLkGi6t0FCt6v+YBIwQw2ndWT32PbEVAoZTsyO70mGlgIr1gEyC/THYSNbt/jBXuqgPjEBW2j+MGr/1pCD07952h' +
    '18r5WreFjNvDTWRjO7NN+aw5TWgFJ2URfofQKjT1jrUwQTAxMA0GCWCGSAFlAwQCAQUABCBOdNx9zB+T0muPeoc0P4pvEzhU' +
    'Gup7GUIfmVCohsuygAQIQD57yfqMwC0CAggA',
);

export const fcm = bytes(
  '{"type": "service_account", "project_id": "acme-support", "private_key": "moonlit"}',
);

export const serverKey = bytes('AAAA-server-key-of-acme');
export const appKey = bytes('app-key-of-acme');
export const appSecret = bytes('app-secret-of-acme');
export const masterSecret = bytes('master-secret-of-acme');
