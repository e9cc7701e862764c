// Every failure that can be told from an exchange. A new one is a file in entries/, its test beside it, and a line here.
// The order decides between diagnoses of equal certainty: the earlier stage first.
import { authMissingOrInvalid } from "#lib/otlp/explain/entries/auth-missing-or-invalid";
import { authNoPermission } from "#lib/otlp/explain/entries/auth-no-permission";
import { authWrongHeaderName } from "#lib/otlp/explain/entries/auth-wrong-header-name";
import { authWrongRegion } from "#lib/otlp/explain/entries/auth-wrong-region";
import { awsClockSkew } from "#lib/otlp/explain/entries/aws-clock-skew";
import { awsSigv4Missing } from "#lib/otlp/explain/entries/aws-sigv4-missing";
import { bodyTooLargeHttp } from "#lib/otlp/explain/entries/body-too-large-http";
import { dnsNxdomain } from "#lib/otlp/explain/entries/dns-nxdomain";
import { gcpQuotaProjectOrRole } from "#lib/otlp/explain/entries/gcp-quota-project-or-role";
import { headerAuthScheme } from "#lib/otlp/explain/entries/header-auth-scheme";
import { headerBasicNotBase64 } from "#lib/otlp/explain/entries/header-basic-not-base64";
import { headerInvisibleOrNonAscii } from "#lib/otlp/explain/entries/header-invisible-or-non-ascii";
import { headerPercentEncoding } from "#lib/otlp/explain/entries/header-percent-encoding";
import { headerSurroundingQuotes } from "#lib/otlp/explain/entries/header-surrounding-quotes";
import { httpRedirect301, httpRedirect307 } from "#lib/otlp/explain/entries/http-redirect";
import { impostorAny200 } from "#lib/otlp/explain/entries/impostor-any-200";
import { impostorHtml200 } from "#lib/otlp/explain/entries/impostor-html-200";
import { jsonUnsupported } from "#lib/otlp/explain/entries/json-unsupported";
import { partialEverythingRejected } from "#lib/otlp/explain/entries/partial-everything-rejected";
import { partialSomeRejected } from "#lib/otlp/explain/entries/partial-some-rejected";
import { partialWarning } from "#lib/otlp/explain/entries/partial-warning";
import { pathDoubled } from "#lib/otlp/explain/entries/path-doubled";
import { pathMissingSignal } from "#lib/otlp/explain/entries/path-missing-signal";
import { pathVendorPrefix } from "#lib/otlp/explain/entries/path-vendor-prefix";
import { portGrpcToHttp } from "#lib/otlp/explain/entries/port-grpc-to-http";
import { portHttpToGrpc } from "#lib/otlp/explain/entries/port-http-to-grpc";
import { portPlainToTls } from "#lib/otlp/explain/entries/port-plain-to-tls";
import { portTlsToPlain } from "#lib/otlp/explain/entries/port-tls-to-plain";
import { signalNotEnabled } from "#lib/otlp/explain/entries/signal-not-enabled";
import { targetBlocked } from "#lib/otlp/explain/entries/target-blocked";
import { targetSelf } from "#lib/otlp/explain/entries/target-self";
import { tcpAcceptsSilent } from "#lib/otlp/explain/entries/tcp-accepts-silent";
import { tcpBlackhole } from "#lib/otlp/explain/entries/tcp-blackhole";
import { tcpRefused } from "#lib/otlp/explain/entries/tcp-refused";
import { throttle429 } from "#lib/otlp/explain/entries/throttle-429";
import { tlsChainIncomplete } from "#lib/otlp/explain/entries/tls-chain-incomplete";
import { tlsClientCertRejected } from "#lib/otlp/explain/entries/tls-client-cert-rejected";
import { tlsClientCertRequired } from "#lib/otlp/explain/entries/tls-client-cert-required";
import { tlsExpired } from "#lib/otlp/explain/entries/tls-expired";
import { tlsNameMismatch } from "#lib/otlp/explain/entries/tls-name-mismatch";
import { tlsNoH2 } from "#lib/otlp/explain/entries/tls-no-h2";
import { tlsUnknownCa } from "#lib/otlp/explain/entries/tls-unknown-ca";
import type { Entry } from "#lib/otlp/explain/entry";

export const registry: readonly Entry[] = [
  dnsNxdomain,
  targetSelf,
  targetBlocked,
  tcpRefused,
  tcpBlackhole,
  tcpAcceptsSilent,
  tlsUnknownCa,
  tlsChainIncomplete,
  tlsExpired,
  tlsNameMismatch,
  tlsClientCertRequired,
  tlsClientCertRejected,
  tlsNoH2,
  portHttpToGrpc,
  portGrpcToHttp,
  portPlainToTls,
  portTlsToPlain,
  pathMissingSignal,
  pathDoubled,
  pathVendorPrefix,
  httpRedirect301,
  httpRedirect307,
  impostorHtml200,
  impostorAny200,
  signalNotEnabled,
  awsClockSkew,
  awsSigv4Missing,
  gcpQuotaProjectOrRole,
  headerSurroundingQuotes,
  headerPercentEncoding,
  headerInvisibleOrNonAscii,
  headerBasicNotBase64,
  headerAuthScheme,
  authWrongHeaderName,
  authWrongRegion,
  authMissingOrInvalid,
  authNoPermission,
  jsonUnsupported,
  bodyTooLargeHttp,
  partialEverythingRejected,
  partialSomeRejected,
  partialWarning,
  throttle429,
];
