// Every failure that can be told from an exchange. A new one is a file in entries/, its test beside it, and a line here.
// The order decides between diagnoses of equal certainty: the earlier stage first.
import { authMissingOrInvalid } from "#lib/otlp/explain/entries/auth-missing-or-invalid";
import { authNoPermission } from "#lib/otlp/explain/entries/auth-no-permission";
import { authWrongHeaderName } from "#lib/otlp/explain/entries/auth-wrong-header-name";
import { authWrongRegion } from "#lib/otlp/explain/entries/auth-wrong-region";
import { awsClockSkew } from "#lib/otlp/explain/entries/aws-clock-skew";
import { awsSigv4Missing } from "#lib/otlp/explain/entries/aws-sigv4-missing";
import { backendSlow } from "#lib/otlp/explain/entries/backend-slow";
import { bodyParseError } from "#lib/otlp/explain/entries/body-parse-error";
import { bodyTooLargeGrpc } from "#lib/otlp/explain/entries/body-too-large-grpc";
import { bodyTooLargeHttp } from "#lib/otlp/explain/entries/body-too-large-http";
import { collectorMemoryLimited } from "#lib/otlp/explain/entries/collector-memory-limited";
import { dnsNoAddress } from "#lib/otlp/explain/entries/dns-no-address";
import { dnsNxdomain } from "#lib/otlp/explain/entries/dns-nxdomain";
import { dnsTemporary } from "#lib/otlp/explain/entries/dns-temporary";
import { edgeWafBlock } from "#lib/otlp/explain/entries/edge-waf-block";
import { gateway5xx } from "#lib/otlp/explain/entries/gateway-5xx";
import { gcpQuotaProjectOrRole } from "#lib/otlp/explain/entries/gcp-quota-project-or-role";
import { grpcGoaway } from "#lib/otlp/explain/entries/grpc-goaway";
import { gzipUnsupportedOrBroken } from "#lib/otlp/explain/entries/gzip-unsupported-or-broken";
import { headerAuthScheme } from "#lib/otlp/explain/entries/header-auth-scheme";
import { headerBasicNotBase64 } from "#lib/otlp/explain/entries/header-basic-not-base64";
import { headerInvisibleOrNonAscii } from "#lib/otlp/explain/entries/header-invisible-or-non-ascii";
import { headerPercentEncoding } from "#lib/otlp/explain/entries/header-percent-encoding";
import { headerSurroundingQuotes } from "#lib/otlp/explain/entries/header-surrounding-quotes";
import { httpChunkedRejected } from "#lib/otlp/explain/entries/http-chunked-rejected";
import { httpMethodNotAllowed } from "#lib/otlp/explain/entries/http-method-not-allowed";
import { httpRedirect301, httpRedirect307 } from "#lib/otlp/explain/entries/http-redirect";
import { impostorAny200 } from "#lib/otlp/explain/entries/impostor-any-200";
import { impostorHtml200 } from "#lib/otlp/explain/entries/impostor-html-200";
import { impostorHtmlOverH2 } from "#lib/otlp/explain/entries/impostor-html-over-h2";
import { intermediaryHttpStatusInGrpc } from "#lib/otlp/explain/entries/intermediary-http-status-in-grpc";
import { jsonUnsupported } from "#lib/otlp/explain/entries/json-unsupported";
import { lbAlbProtocolMismatch } from "#lib/otlp/explain/entries/lb-alb-protocol-mismatch";
import { meshUpstreamProtocolError } from "#lib/otlp/explain/entries/mesh-upstream-protocol-error";
import { metricsCumulativeRejected } from "#lib/otlp/explain/entries/metrics-cumulative-rejected";
import { metricsDeltaRejected } from "#lib/otlp/explain/entries/metrics-delta-rejected";
import { metricsNotANumber } from "#lib/otlp/explain/entries/metrics-not-a-number";
import { metricsOutOfOrder } from "#lib/otlp/explain/entries/metrics-out-of-order-or-two-writers";
import { metricsTypeUnsupported } from "#lib/otlp/explain/entries/metrics-type-unsupported";
import { partialEverythingRejected } from "#lib/otlp/explain/entries/partial-everything-rejected";
import { partialSomeRejected } from "#lib/otlp/explain/entries/partial-some-rejected";
import { partialWarning } from "#lib/otlp/explain/entries/partial-warning";
import { pathDoubled } from "#lib/otlp/explain/entries/path-doubled";
import { pathMissingSignal } from "#lib/otlp/explain/entries/path-missing-signal";
import { pathVendorPrefix } from "#lib/otlp/explain/entries/path-vendor-prefix";
import { pathWrongSignal } from "#lib/otlp/explain/entries/path-wrong-signal";
import { portGrpcToHttp } from "#lib/otlp/explain/entries/port-grpc-to-http";
import { portHttpToGrpc } from "#lib/otlp/explain/entries/port-http-to-grpc";
import { portNotHttp } from "#lib/otlp/explain/entries/port-not-http";
import { portPlainToTls } from "#lib/otlp/explain/entries/port-plain-to-tls";
import { portTlsToPlain } from "#lib/otlp/explain/entries/port-tls-to-plain";
import { prometheusOtlpReceiverOff } from "#lib/otlp/explain/entries/prometheus-otlp-receiver-off";
import { protobufUnsupported } from "#lib/otlp/explain/entries/protobuf-unsupported";
import { proxyAuthRequired } from "#lib/otlp/explain/entries/proxy-auth-required";
import { proxyConnectForbidden } from "#lib/otlp/explain/entries/proxy-connect-forbidden";
import { proxyHttp10 } from "#lib/otlp/explain/entries/proxy-http-1-0";
import { proxyIgnoredOrUnexpected } from "#lib/otlp/explain/entries/proxy-ignored-or-unexpected";
import { proxyTrailersLost } from "#lib/otlp/explain/entries/proxy-trailers-lost";
import { signalNotEnabled } from "#lib/otlp/explain/entries/signal-not-enabled";
import { targetBlocked } from "#lib/otlp/explain/entries/target-blocked";
import { targetSelf } from "#lib/otlp/explain/entries/target-self";
import { tcpAcceptsSilent } from "#lib/otlp/explain/entries/tcp-accepts-silent";
import { tcpBlackhole } from "#lib/otlp/explain/entries/tcp-blackhole";
import { tcpIpv6Localhost } from "#lib/otlp/explain/entries/tcp-ipv6-localhost";
import { tcpRefused } from "#lib/otlp/explain/entries/tcp-refused";
import { tcpRefusedContainerLocalhost } from "#lib/otlp/explain/entries/tcp-refused-container-localhost";
import { tcpReset } from "#lib/otlp/explain/entries/tcp-reset";
import { tcpUnreachable } from "#lib/otlp/explain/entries/tcp-unreachable";
import { tenantMissing } from "#lib/otlp/explain/entries/tenant-missing";
import { throttle429 } from "#lib/otlp/explain/entries/throttle-429";
import { throttle429ThatIsPermanent } from "#lib/otlp/explain/entries/throttle-429-that-is-permanent";
import { throttleGrpcNoRetryInfo } from "#lib/otlp/explain/entries/throttle-grpc-no-retryinfo";
import { timeFuture } from "#lib/otlp/explain/entries/time-future";
import { timeTooOld } from "#lib/otlp/explain/entries/time-too-old";
import { tlsChainIncomplete } from "#lib/otlp/explain/entries/tls-chain-incomplete";
import { tlsClientCertRejected } from "#lib/otlp/explain/entries/tls-client-cert-rejected";
import { tlsClientCertRequired } from "#lib/otlp/explain/entries/tls-client-cert-required";
import { tlsContradiction } from "#lib/otlp/explain/entries/tls-contradiction";
import { tlsExpired } from "#lib/otlp/explain/entries/tls-expired";
import { tlsInterception } from "#lib/otlp/explain/entries/tls-interception";
import { tlsNameMismatch } from "#lib/otlp/explain/entries/tls-name-mismatch";
import { tlsNoH2 } from "#lib/otlp/explain/entries/tls-no-h2";
import { tlsNotYetValid } from "#lib/otlp/explain/entries/tls-not-yet-valid";
import { tlsUnknownCa } from "#lib/otlp/explain/entries/tls-unknown-ca";
import { tlsVersion } from "#lib/otlp/explain/entries/tls-version";
import type { Entry } from "#lib/otlp/explain/entry";

export const registry: readonly Entry[] = [
  dnsNxdomain,
  dnsTemporary,
  dnsNoAddress,
  targetSelf,
  targetBlocked,
  tcpIpv6Localhost,
  tcpRefusedContainerLocalhost,
  tcpRefused,
  tcpUnreachable,
  tcpBlackhole,
  proxyIgnoredOrUnexpected,
  proxyAuthRequired,
  proxyConnectForbidden,
  tcpAcceptsSilent,
  tcpReset,
  tlsVersion,
  tlsInterception,
  tlsUnknownCa,
  tlsChainIncomplete,
  tlsExpired,
  tlsNotYetValid,
  tlsNameMismatch,
  tlsClientCertRequired,
  tlsClientCertRejected,
  tlsNoH2,
  tlsContradiction,
  portHttpToGrpc,
  portGrpcToHttp,
  portPlainToTls,
  portTlsToPlain,
  portNotHttp,
  httpChunkedRejected,
  lbAlbProtocolMismatch,
  proxyTrailersLost,
  meshUpstreamProtocolError,
  proxyHttp10,
  pathMissingSignal,
  pathDoubled,
  pathVendorPrefix,
  pathWrongSignal,
  prometheusOtlpReceiverOff,
  httpMethodNotAllowed,
  httpRedirect301,
  httpRedirect307,
  impostorHtml200,
  impostorHtmlOverH2,
  intermediaryHttpStatusInGrpc,
  impostorAny200,
  gateway5xx,
  gzipUnsupportedOrBroken,
  signalNotEnabled,
  edgeWafBlock,
  tenantMissing,
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
  grpcGoaway,
  jsonUnsupported,
  protobufUnsupported,
  bodyParseError,
  bodyTooLargeHttp,
  bodyTooLargeGrpc,
  metricsDeltaRejected,
  metricsCumulativeRejected,
  metricsTypeUnsupported,
  metricsOutOfOrder,
  metricsNotANumber,
  timeTooOld,
  timeFuture,
  partialEverythingRejected,
  partialSomeRejected,
  partialWarning,
  throttle429,
  throttle429ThatIsPermanent,
  throttleGrpcNoRetryInfo,
  collectorMemoryLimited,
  backendSlow,
];
