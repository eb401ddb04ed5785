/** What a certificate for Apple is changed to: a file made for these tests alone, and what it opens with. */
export const newPassword = new TextEncoder().encode('acme-calls');

export const newP12 = new Uint8Array(
  Buffer.from(
    'MIIEDAIBAzCCA8IGCSqGSIb3DQEHAaCCA7MEggOvMIIDqzCCAmIGCSqGSIb3DQEHBqCCAlMwggJPAgEAMIICSAYJKoZIhvcN' +
      'AQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjmK1Aox668KwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQME' +
      'ASoEEGX9NLD4IJcuV+ERdzsW/X2AggHg/KxgNa4rpYEMHrQgsV9FSKc3Cs+++5p70zF62t+sQ6z9ha5n2b67ze6Ej0Duk9Zn' +
      'S3fgxGHV221+fmqH95paqaQtqhLlwWnGDH4Gg0sqwg+RTZr5ksf5R7BdkvEhnMDaGbaZ0lB/hssk6N1NDGOOQPTDly5q+TUM' +
      '4WeUDL5NACD8NVa49GtWcq7OK5YhUEia2A6ifKbWPdgtL8CnteL4p6ghzhWtivXqFM0gST/Gl+bYwcseDL4CoJuVSoLBj4Zl' +
      'acpvh+B84R3Q1aUOMBPZx509AIsV4g0V3fpRYlmuxg2rCqgyveAs6WrHT5GFYGNR1DSBt5mGPfW0K/Mi7LqZX4hW+SyMK3nD' +
      'voZZDsXiKYgyBYv5N7wi2hh2dAdczGtau+G4uhOBaI/sHxhGpeNBCbWtN08HeWbnxxkuh8MWwdUQ+S5D/KIbFKvWdNZYm2cA' +
      'GSaL2xhv/hwGJPOqm4UTLIxoFNQh837p3KnnAAzpen+yp4sNNQNpTk/7e4CvxRKWl1/bhEPE7fYneVRYzb5IeY3bPztWKhSU' +
      'h7HiCoBVxOLsgpQJ1muB41EOrdz7Wbp7UZZX1MVHNnbAQpvsn279q3gDHw/rP8eY7ykRiKlJj6rgyYv4xIORDo+v2pqlLgSL' +
      'MIIBQQYJKoZIhvcNAQcBoIIBMgSCAS4wggEqMIIBJgYLKoZIhvcNAQwKAQKgge8wgewwVwYJKoZIhvcNAQUNMEowKQYJKoZI' +
      'hvcNAQUMMBwECGB9XRpi/lizAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQ3VZRMvILSmF70iFU0XLVwASBkDl9' +
      'yiGJMbHqeORkpocfBUSC3pRI78GOnNG6bYsfFC1F0UhGt8K7FP8OPgtILmEaPPdmJfPqOH6Sy/dnrF6/lBPPmJ204vrkf4g6' +
      'bo8WauZB3a7MWRIdJ2LqYUlwcI9bbkz1nHoYQWZ8EA8Cs+3vJt9tLbir4rhLheX4AEVQPR/Qh1d1olqYUekP8TDbqABVNzEl' +
      'MCMGCSqGSIb3DQEJFTEWBBTXasoBsuFMT/H9Fc8NQWf81JSsqzBBMDEwDQYJYIZIAWUDBAIBBQAEIBxBG9pKOk0UfD9oZZS4' +
      'KDlBbh10a3J2K2+aPJzIz0FiBAh2ZmH3sthhegICCAA=',
    'base64',
  ),
);
