/* Made from openapi.json by `npm run openapi`. */

export interface paths {
    "/api/v1/fingerprint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See what a message becomes, without reporting it
         * @description Two failures of a scope with one fingerprint are one issue. Any caller with a credential may call it.
         */
        post: operations["issuesFingerprint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is Kite up?
         * @description Anyone may call it.
         */
        get: operations["systemHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List issues
         * @description One page of the issues of up to 20 namespaces. All filters combine; of one with several values, any will do. Needs the permission `read` in the namespaces.
         */
        get: operations["issuesList"];
        put?: never;
        /**
         * Create an issue, or update the similar one
         * @description An issue that was read can be sent as a new one, without its `resolvedAt`: fields that requests cannot set are ignored. Needs the permission `write` in the namespace.
         */
        post: operations["issuesCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an issue
         * @description Needs the permission `read` in the namespaces.
         */
        get: operations["issuesGet"];
        /**
         * Change an issue
         * @description Changes the fields that the body names, at least one. The namespace and the scope cannot change: a body that has them must have those of the issue. Needs the permission `write` in the namespace.
         */
        put: operations["issuesUpdate"];
        post?: never;
        /**
         * Delete an issue, its links and its relations
         * @description Needs the permission `write` in the namespace.
         */
        delete: operations["issuesDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Relate two issues
         * @description The issue in the path is the source. The caller needs the permission in the namespaces of both. Needs the permission `write` in the namespace.
         */
        post: operations["issuesRelate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/related/{relatedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End the relation of two issues, whichever was the source
         * @description Needs the permission `write` in the namespace.
         */
        delete: operations["issuesUnrelate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve an issue
         * @description Resolving twice keeps the first `resolvedAt`. Needs the permission `write` in the namespace.
         */
        post: operations["issuesResolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the caller is, and what it may do
         * @description Any caller with a credential may call it.
         */
        get: operations["systemMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the namespaces that ever had an issue and that the caller may read
         * @description Needs the permission `read` in the namespaces.
         */
        get: operations["namespacesList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description Anyone may call it.
         */
        get: operations["systemOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scopes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is broken now, by resource
         * @description One page of the `ACTIVE` issues of up to 20 namespaces, in a group for each resource. Filters choose issues, which then are grouped. Needs the permission `read` in the namespaces.
         */
        get: operations["scopesList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/senders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When each CI system was last heard, and why it was refused
         * @description Only for callers that may read in all namespaces, since a refusal may name any. Needs the permission `read` in the namespaces.
         */
        get: operations["systemSenders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List access tokens
         * @description Only tokens that are valid nowhere but in namespaces that the caller administers. Needs the permission `administer` in the namespaces.
         */
        get: operations["tokensList"];
        put?: never;
        /**
         * Create an access token
         * @description In namespaces that the caller administers. Needs the permission `administer` in the namespaces.
         */
        post: operations["tokensCreate"];
        /**
         * Revoke all access tokens that somebody made
         * @description Needs the permission `administer` in the namespaces.
         */
        delete: operations["tokensRevokeMadeBy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an access token, and all that were made with it
         * @description Needs the permission `administer` in the namespaces.
         */
        delete: operations["tokensRevoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is deployed
         * @description Anyone may call it.
         */
        get: operations["systemVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/alertmanager": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event of alertmanager
         * @description The body is alertmanager's own, as docs/senders/alertmanager.md says how to have it sent. The request must prove that it has one of the sender's secrets.
         */
        post: operations["sendersAlertmanager"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/argo-cd": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event of argo-cd
         * @description The body is argo-cd's own, as docs/senders/argo-cd.md says how to have it sent. The request must prove that it has one of the sender's secrets.
         */
        post: operations["sendersArgoCd"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/build-failure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report a failure: build-failure
         * @description Fields that do not fit are mended, with a warning, as long as the resource can be identified. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksBuildFailure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/build-success": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report that a resource works again: build-success
         * @description Resolves all active issues of the resource. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksBuildSuccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/deployment-failure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report a failure: deployment-failure
         * @description Fields that do not fit are mended, with a warning, as long as the resource can be identified. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksDeploymentFailure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/deployment-success": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report that a resource works again: deployment-success
         * @description Resolves all active issues of the resource. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksDeploymentSuccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/github": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event of github
         * @description The body is github's own, as docs/senders/github.md says how to have it sent. The request must prove that it has one of the sender's secrets.
         */
        post: operations["sendersGithub"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/gitlab": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event of gitlab
         * @description The body is gitlab's own, as docs/senders/gitlab.md says how to have it sent. The request must prove that it has one of the sender's secrets.
         */
        post: operations["sendersGitlab"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/jenkins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event of jenkins
         * @description The body is jenkins's own, as docs/senders/jenkins.md says how to have it sent. The request must prove that it has one of the sender's secrets.
         */
        post: operations["sendersJenkins"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/mintmaker-custom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report a failure: mintmaker-custom
         * @description Fields that do not fit are mended, with a warning, as long as the resource can be identified. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksMintmakerCustom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/pipeline-failure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report a failure: pipeline-failure
         * @description Fields that do not fit are mended, with a warning, as long as the resource can be identified. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksPipelineFailure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/pipeline-success": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report that a resource works again: pipeline-success
         * @description Resolves all active issues of the resource. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksPipelineSuccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/release-failure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report a failure: release-failure
         * @description Fields that do not fit are mended, with a warning, as long as the resource can be identified. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksReleaseFailure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/release-success": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report that a resource works again: release-success
         * @description Resolves all active issues of the resource. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksReleaseSuccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/security-scan-failure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report a failure: security-scan-failure
         * @description Fields that do not fit are mended, with a warning, as long as the resource can be identified. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksSecurityScanFailure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/security-scan-success": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report that a resource works again: security-scan-success
         * @description Resolves all active issues of the resource. Needs the permission `publish` in the namespace.
         */
        post: operations["webhooksSecurityScanSuccess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/tekton": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event of tekton
         * @description The body is tekton's own, as docs/senders/tekton.md says how to have it sent. The request must prove that it has one of the sender's secrets.
         */
        post: operations["sendersTekton"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AnyProblem: components["schemas"]["Problem"] | {
            message: string | null;
        };
        BatchAnswer: {
            results: (components["schemas"]["FailureAnswer"] | components["schemas"]["SuccessAnswer"] | components["schemas"]["IgnoredAnswer"] | {
                /** @description Every field that is wrong, at most 101; empty unless the status is 400 */
                details: {
                    message: string;
                    path: string;
                }[];
                /** @description For a person */
                error: string;
                /** @constant */
                status: "refused";
            } | {
                /** @constant */
                duplicate?: true;
                info?: string;
                issue?: {
                    /** Format: uuid */
                    id: string;
                    /** @enum {string} */
                    state: "ACTIVE" | "RESOLVED";
                };
                /** @constant */
                stale?: true;
                /** @enum {string} */
                status?: "success" | "refused";
            })[];
            /**
             * @description `partial` when some were refused
             * @enum {string}
             */
            status: "success" | "partial";
            warnings?: components["schemas"]["Warnings"];
        };
        FailureAnswer: {
            /**
             * @description It was reported before
             * @constant
             */
            duplicate?: true;
            /** @description What the failure is known by, readable; absent where the report has a `dedupKey` */
            fingerprint?: string;
            issue: components["schemas"]["Issue"];
            /**
             * @description It happened before what is known of the scope, so it was only counted
             * @constant
             */
            stale?: true;
            /** @constant */
            status: "success";
            warnings?: components["schemas"]["Warnings"];
        };
        IgnoredAnswer: {
            info: string;
        };
        Issue: {
            /**
             * Format: date-time
             * @description When the first failure of the active period happened, by its sender's clock where that was given
             */
            brokenSince: string;
            /** @description The credential that changed it last */
            changedBy?: string;
            /** Format: date-time */
            createdAt: string;
            /** @description The credential that reported it first */
            createdBy?: string;
            description: string;
            /**
             * Format: date-time
             * @description When the current active period began; a failure that comes back starts a new one
             */
            detectedAt: string;
            /**
             * Format: uuid
             * @description Never changes
             */
            id: string;
            /** @enum {string} */
            issueType: "build" | "test" | "release" | "dependency" | "pipeline";
            /**
             * Format: date-time
             * @description When the last failure happened, by its sender's clock where that was given
             */
            lastFailureAt: string;
            /**
             * Format: date-time
             * @description When it was last reported
             */
            lastSeenAt: string;
            links: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                issueId: string;
                title: string;
                url: string;
            }[];
            /** @description The team or tenant that owns the issue */
            namespace: string;
            /** @description How often it was reported */
            occurrences: number;
            /** @description Relations of which this issue is the source */
            relatedFrom: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                sourceId: string;
                target: components["schemas"]["RelatedIssue"];
                /** Format: uuid */
                targetId: string;
            }[];
            /** @description Relations of which this issue is the target */
            relatedTo: {
                /** Format: uuid */
                id: string;
                source: components["schemas"]["RelatedIssue"];
                /** Format: uuid */
                sourceId: string;
                /** Format: uuid */
                targetId: string;
            }[];
            /** @description `null` while it is active */
            resolvedAt: string | null;
            scope: {
                /** Format: uuid */
                id: string;
                resourceName: string;
                resourceNamespace: string;
                resourceType: string;
            };
            /**
             * Format: uuid
             * @description All issues of one scope have the same
             */
            scopeId: string;
            /** @enum {string} */
            severity: "info" | "minor" | "major" | "critical";
            /** @enum {string} */
            state: "ACTIVE" | "RESOLVED";
            title: string;
            /** Format: date-time */
            updatedAt: string;
        };
        IssueList: {
            data: components["schemas"]["Issue"][];
            limit: number;
            nextCursor: string | null;
            offset: number;
            /** @description How many issues the filters match, all pages together */
            total: number;
            /**
             * @description Given where `total` is a lower bound, because not everything could be read
             * @constant
             */
            totalIsExact?: false;
            warnings?: components["schemas"]["Warnings"];
        };
        Me: {
            id: string;
            /** @description By permission, the namespaces in which the caller has it: names, or beginnings with a `*` */
            may: {
                administer: string[];
                publish: string[];
                read: string[];
                write: string[];
            };
            warnings?: components["schemas"]["Warnings"];
        };
        NamespaceList: {
            data: {
                active?: {
                    bySeverity: {
                        critical: number;
                        info: number;
                        major: number;
                        minor: number;
                    };
                    /** @description Otherwise there are at least so many: the newest are counted */
                    isExact: boolean;
                    /** @description The issue that has been broken for longest; null where none is ACTIVE, or not all were counted */
                    longestBroken: {
                        /** Format: date-time */
                        brokenSince: string;
                        /** Format: uuid */
                        issueId: string;
                        scope: {
                            /** Format: uuid */
                            id: string;
                            resourceName: string;
                            resourceNamespace: string;
                            resourceType: string;
                        };
                        /** @enum {string} */
                        severity: "info" | "minor" | "major" | "critical";
                    } | null;
                    total: number;
                };
                namespace: string;
            }[];
            limit: number;
            nextCursor: string | null;
            warnings?: components["schemas"]["Warnings"];
        };
        Problem: {
            /** @description Every field that is wrong, at most 101; empty unless the status is 400 */
            details: {
                message: string;
                path: string;
            }[];
            /** @description For a person */
            error: string;
            /** @description Finds the request in the logs */
            requestId: string;
        };
        RelatedIssue: {
            /**
             * Format: date-time
             * @description When the first failure of the active period happened, by its sender's clock where that was given
             */
            brokenSince: string;
            /** @description The credential that changed it last */
            changedBy?: string;
            /** Format: date-time */
            createdAt: string;
            /** @description The credential that reported it first */
            createdBy?: string;
            description: string;
            /**
             * Format: date-time
             * @description When the current active period began; a failure that comes back starts a new one
             */
            detectedAt: string;
            /**
             * Format: uuid
             * @description Never changes
             */
            id: string;
            /** @enum {string} */
            issueType: "build" | "test" | "release" | "dependency" | "pipeline";
            /**
             * Format: date-time
             * @description When the last failure happened, by its sender's clock where that was given
             */
            lastFailureAt: string;
            /**
             * Format: date-time
             * @description When it was last reported
             */
            lastSeenAt: string;
            links: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                issueId: string;
                title: string;
                url: string;
            }[];
            /** @description The team or tenant that owns the issue */
            namespace: string;
            /** @description How often it was reported */
            occurrences: number;
            /** @description `null` while it is active */
            resolvedAt: string | null;
            scope: {
                /** Format: uuid */
                id: string;
                resourceName: string;
                resourceNamespace: string;
                resourceType: string;
            };
            /**
             * Format: uuid
             * @description All issues of one scope have the same
             */
            scopeId: string;
            /** @enum {string} */
            severity: "info" | "minor" | "major" | "critical";
            /** @enum {string} */
            state: "ACTIVE" | "RESOLVED";
            title: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ScopeGroup: {
            /** Format: date-time */
            activeSince: string;
            /**
             * Format: date-time
             * @description Since when it has been broken by its senders' clocks, where they said when it failed
             */
            brokenSince: string;
            byIssueType: {
                build: number;
                dependency: number;
                pipeline: number;
                release: number;
                test: number;
            };
            bySeverity: {
                critical: number;
                info: number;
                major: number;
                minor: number;
            };
            /** @description Whether `lastFailureAt`, `lastSeenAt` and `occurrences` are of all its issues; else of the newest */
            isExact: boolean;
            /** @description The query of `GET /issues` that lists its issues */
            issuesQuery: string;
            /** Format: date-time */
            lastFailureAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            /** @description When a success was last heard of it that said when it happened; null where none is known */
            lastSuccessAt: string | null;
            namespace: string;
            /** @description At most three */
            newest: {
                /**
                 * Format: date-time
                 * @description When the first failure of the active period happened, by its sender's clock where that was given
                 */
                brokenSince: string;
                /** Format: date-time */
                createdAt: string;
                description: string;
                /**
                 * Format: date-time
                 * @description When the current active period began; a failure that comes back starts a new one
                 */
                detectedAt: string;
                /**
                 * Format: uuid
                 * @description Never changes
                 */
                id: string;
                /** @enum {string} */
                issueType: "build" | "test" | "release" | "dependency" | "pipeline";
                /**
                 * Format: date-time
                 * @description When the last failure happened, by its sender's clock where that was given
                 */
                lastFailureAt: string;
                /**
                 * Format: date-time
                 * @description When it was last reported
                 */
                lastSeenAt: string;
                links: {
                    title: string;
                    url: string;
                }[];
                /** @description How often it was reported */
                occurrences: number;
                /** @enum {string} */
                severity: "info" | "minor" | "major" | "critical";
                title: string;
            }[];
            occurrences: number;
            scope: {
                /** Format: uuid */
                id: string;
                resourceName: string;
                resourceNamespace: string;
                resourceType: string;
            };
            /**
             * @description The worst
             * @enum {string}
             */
            severity: "info" | "minor" | "major" | "critical";
            total: number;
        };
        ScopeList: {
            data: components["schemas"]["ScopeGroup"][];
            facets: {
                issueType: {
                    build: number;
                    dependency: number;
                    pipeline: number;
                    release: number;
                    test: number;
                };
                resourceType: {
                    [key: string]: number;
                };
                severity: {
                    critical: number;
                    info: number;
                    major: number;
                    minor: number;
                };
            };
            /** @description Whether all ACTIVE issues of the namespaces were looked at */
            isExact: boolean;
            limit: number;
            nextCursor: string | null;
            /** @description How many groups there are on all pages together, and how many issues in them */
            total: number;
            totalIssues: number;
            warnings?: components["schemas"]["Warnings"];
        };
        SenderList: {
            data: {
                /** @description When a request with a good secret came last; null: never */
                lastHeardAt: string | null;
                /** @description The last of each kind, newest first */
                refusals: {
                    /** Format: date-time */
                    at: string;
                    reason: string;
                }[];
                /** @enum {string} */
                secret: "configured" | "missing" | "unknown" | "not needed";
                sender: string;
            }[];
            warnings?: components["schemas"]["Warnings"];
        };
        SuccessAnswer: {
            /** @description `Resolved 2 issue(s) for pipeline frontend-build` */
            message: string;
            /**
             * @description Something that failed since stays as it is
             * @constant
             */
            stale?: true;
            /** @constant */
            status: "success";
            warnings?: components["schemas"]["Warnings"];
        };
        Token: {
            /** Format: date-time */
            createdAt: string;
            /** @description The caller that made it; null for an operator, and for tokens from before that was noted */
            createdBy: string | null;
            expiresAt: string | null;
            id: string;
            /** @description Within the hour; null when it was never used */
            lastUsedAt: string | null;
            name: string;
            namespaces: string[];
            /** @enum {string} */
            role: "publisher" | "viewer" | "editor" | "admin";
        };
        Warnings: {
            message: string;
            path: string;
        }[];
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    issuesFingerprint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "message": "src/cart.ts:42: expected 3, got 4 (after 1,532 ms)"
                 *     }
                 */
                "application/json": {
                    message: string;
                };
            };
        };
        responses: {
            /** @description The fingerprint */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        fingerprint: string;
                        /** @description The version of the rule that made it */
                        rule: number;
                    };
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    systemHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table answers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        components: {
                            api: {
                                details: {
                                    version: string;
                                };
                                message: string;
                                /** @enum {string} */
                                status: "UP" | "DOWN";
                            };
                            database: {
                                details: {
                                    response_time_seconds: number;
                                };
                                message: string;
                                /** @enum {string} */
                                status: "UP" | "DOWN";
                            };
                        };
                        message: string;
                        /** @enum {string} */
                        status: "UP" | "DOWN";
                        /** Format: date-time */
                        timestamp: string;
                        warnings?: components["schemas"]["Warnings"];
                    };
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description It does not */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        components: {
                            api: {
                                details: {
                                    version: string;
                                };
                                message: string;
                                /** @enum {string} */
                                status: "UP" | "DOWN";
                            };
                            database: {
                                details: {
                                    response_time_seconds: number;
                                };
                                message: string;
                                /** @enum {string} */
                                status: "UP" | "DOWN";
                            };
                        };
                        message: string;
                        /** @enum {string} */
                        status: "UP" | "DOWN";
                        /** Format: date-time */
                        timestamp: string;
                        warnings?: components["schemas"]["Warnings"];
                    } | components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    issuesList: {
        parameters: {
            query: {
                /** @description The `nextCursor` of the page before, with the same filters and order */
                cursor?: string;
                /** @description Up to 20, in any case */
                issueType?: ("build" | "test" | "release" | "dependency" | "pipeline")[];
                /** @description How many a page has */
                limit?: number;
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace: string[];
                /** @description How many to leave out first; not together with `cursor` */
                offset?: number;
                /** @description Which come first, in any case */
                order?: "newest" | "oldest";
                /** @description The scope's, exactly; up to 20 */
                resourceName?: string[];
                /** @description The scope's, exactly; up to 20 */
                resourceNamespace?: string[];
                /** @description The scope's, exactly; up to 20 */
                resourceType?: string[];
                /** @description Part of the title or description, in any case */
                search?: string;
                /** @description Up to 20, in any case */
                severity?: ("info" | "minor" | "major" | "critical")[];
                /** @description In any case */
                state?: "ACTIVE" | "RESOLVED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueList"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    issuesCreate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Tests failing for user-service",
                 *       "description": "3 of 120 tests failed",
                 *       "severity": "minor",
                 *       "issueType": "test",
                 *       "namespace": "team-epsilon",
                 *       "scope": {
                 *         "resourceType": "component",
                 *         "resourceName": "user-service"
                 *       },
                 *       "links": [
                 *         {
                 *           "title": "Test report",
                 *           "url": "https://ci.example.com/reports/17"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    readonly brokenSince?: unknown;
                    readonly changedBy?: unknown;
                    readonly createdAt?: unknown;
                    readonly createdBy?: unknown;
                    dedupKey?: string;
                    description: string;
                    readonly detectedAt?: unknown;
                    readonly duplicate?: unknown;
                    readonly fingerprint?: unknown;
                    readonly id?: unknown;
                    /** @enum {string} */
                    issueType: "build" | "test" | "release" | "dependency" | "pipeline";
                    readonly lastFailureAt?: unknown;
                    readonly lastSeenAt?: unknown;
                    /** @default [] */
                    links?: {
                        /** Format: uuid */
                        id?: string;
                        /** Format: uuid */
                        issueId?: string;
                        title: string;
                        url: string;
                    }[];
                    namespace: string;
                    readonly occurrences?: unknown;
                    readonly relatedFrom?: unknown;
                    readonly relatedTo?: unknown;
                    scope: {
                        readonly id?: unknown;
                        resourceName: string;
                        resourceNamespace?: string;
                        resourceType: string;
                    };
                    readonly scopeId?: unknown;
                    /** @enum {string} */
                    severity: "info" | "minor" | "major" | "critical";
                    readonly stale?: unknown;
                    /**
                     * @default ACTIVE
                     * @enum {string}
                     */
                    state?: "ACTIVE" | "RESOLVED";
                    readonly status?: unknown;
                    title: string;
                    readonly updatedAt?: unknown;
                    readonly warnings?: unknown;
                };
            };
        };
        responses: {
            /** @description A similar issue was updated, and reopened if it was resolved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description When the first failure of the active period happened, by its sender's clock where that was given
                         */
                        brokenSince: string;
                        /** @description The credential that changed it last */
                        changedBy?: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description The credential that reported it first */
                        createdBy?: string;
                        description: string;
                        /**
                         * Format: date-time
                         * @description When the current active period began; a failure that comes back starts a new one
                         */
                        detectedAt: string;
                        /** @description What the failure is known by, readable; absent where the report has a `dedupKey` */
                        fingerprint?: string;
                        /**
                         * Format: uuid
                         * @description Never changes
                         */
                        id: string;
                        /** @enum {string} */
                        issueType: "build" | "test" | "release" | "dependency" | "pipeline";
                        /**
                         * Format: date-time
                         * @description When the last failure happened, by its sender's clock where that was given
                         */
                        lastFailureAt: string;
                        /**
                         * Format: date-time
                         * @description When it was last reported
                         */
                        lastSeenAt: string;
                        links: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            issueId: string;
                            title: string;
                            url: string;
                        }[];
                        /** @description The team or tenant that owns the issue */
                        namespace: string;
                        /** @description How often it was reported */
                        occurrences: number;
                        /** @description Relations of which this issue is the source */
                        relatedFrom: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            sourceId: string;
                            target: components["schemas"]["RelatedIssue"];
                            /** Format: uuid */
                            targetId: string;
                        }[];
                        /** @description Relations of which this issue is the target */
                        relatedTo: {
                            /** Format: uuid */
                            id: string;
                            source: components["schemas"]["RelatedIssue"];
                            /** Format: uuid */
                            sourceId: string;
                            /** Format: uuid */
                            targetId: string;
                        }[];
                        /** @description `null` while it is active */
                        resolvedAt: string | null;
                        scope: {
                            /** Format: uuid */
                            id: string;
                            resourceName: string;
                            resourceNamespace: string;
                            resourceType: string;
                        };
                        /**
                         * Format: uuid
                         * @description All issues of one scope have the same
                         */
                        scopeId: string;
                        /** @enum {string} */
                        severity: "info" | "minor" | "major" | "critical";
                        /** @enum {string} */
                        state: "ACTIVE" | "RESOLVED";
                        title: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description When the first failure of the active period happened, by its sender's clock where that was given
                         */
                        brokenSince: string;
                        /** @description The credential that changed it last */
                        changedBy?: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description The credential that reported it first */
                        createdBy?: string;
                        description: string;
                        /**
                         * Format: date-time
                         * @description When the current active period began; a failure that comes back starts a new one
                         */
                        detectedAt: string;
                        /** @description What the failure is known by, readable; absent where the report has a `dedupKey` */
                        fingerprint?: string;
                        /**
                         * Format: uuid
                         * @description Never changes
                         */
                        id: string;
                        /** @enum {string} */
                        issueType: "build" | "test" | "release" | "dependency" | "pipeline";
                        /**
                         * Format: date-time
                         * @description When the last failure happened, by its sender's clock where that was given
                         */
                        lastFailureAt: string;
                        /**
                         * Format: date-time
                         * @description When it was last reported
                         */
                        lastSeenAt: string;
                        links: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            issueId: string;
                            title: string;
                            url: string;
                        }[];
                        /** @description The team or tenant that owns the issue */
                        namespace: string;
                        /** @description How often it was reported */
                        occurrences: number;
                        /** @description Relations of which this issue is the source */
                        relatedFrom: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            sourceId: string;
                            target: components["schemas"]["RelatedIssue"];
                            /** Format: uuid */
                            targetId: string;
                        }[];
                        /** @description Relations of which this issue is the target */
                        relatedTo: {
                            /** Format: uuid */
                            id: string;
                            source: components["schemas"]["RelatedIssue"];
                            /** Format: uuid */
                            sourceId: string;
                            /** Format: uuid */
                            targetId: string;
                        }[];
                        /** @description `null` while it is active */
                        resolvedAt: string | null;
                        scope: {
                            /** Format: uuid */
                            id: string;
                            resourceName: string;
                            resourceNamespace: string;
                            resourceType: string;
                        };
                        /**
                         * Format: uuid
                         * @description All issues of one scope have the same
                         */
                        scopeId: string;
                        /** @enum {string} */
                        severity: "info" | "minor" | "major" | "critical";
                        /** @enum {string} */
                        state: "ACTIVE" | "RESOLVED";
                        title: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    issuesGet: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: never;
            path: {
                /** @description An id, as lists have it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The issue, with its links and related issues */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description When the first failure of the active period happened, by its sender's clock where that was given
                         */
                        brokenSince: string;
                        /** @description The credential that changed it last */
                        changedBy?: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description The credential that reported it first */
                        createdBy?: string;
                        description: string;
                        /**
                         * Format: date-time
                         * @description When the current active period began; a failure that comes back starts a new one
                         */
                        detectedAt: string;
                        /**
                         * Format: uuid
                         * @description Never changes
                         */
                        id: string;
                        /** @enum {string} */
                        issueType: "build" | "test" | "release" | "dependency" | "pipeline";
                        /**
                         * Format: date-time
                         * @description When the last failure happened, by its sender's clock where that was given
                         */
                        lastFailureAt: string;
                        /**
                         * Format: date-time
                         * @description When it was last reported
                         */
                        lastSeenAt: string;
                        links: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            issueId: string;
                            title: string;
                            url: string;
                        }[];
                        /** @description The team or tenant that owns the issue */
                        namespace: string;
                        /** @description How often it was reported */
                        occurrences: number;
                        /** @description Relations of which this issue is the source */
                        relatedFrom: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            sourceId: string;
                            target: components["schemas"]["RelatedIssue"];
                            /** Format: uuid */
                            targetId: string;
                        }[];
                        /** @description Relations of which this issue is the target */
                        relatedTo: {
                            /** Format: uuid */
                            id: string;
                            source: components["schemas"]["RelatedIssue"];
                            /** Format: uuid */
                            sourceId: string;
                            /** Format: uuid */
                            targetId: string;
                        }[];
                        /** @description `null` while it is active */
                        resolvedAt: string | null;
                        scope: {
                            /** Format: uuid */
                            id: string;
                            resourceName: string;
                            resourceNamespace: string;
                            resourceType: string;
                        };
                        /**
                         * Format: uuid
                         * @description All issues of one scope have the same
                         */
                        scopeId: string;
                        /** @enum {string} */
                        severity: "info" | "minor" | "major" | "critical";
                        /** @enum {string} */
                        state: "ACTIVE" | "RESOLVED";
                        title: string;
                        /** Format: date-time */
                        updatedAt: string;
                        warnings?: components["schemas"]["Warnings"];
                    };
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description There is no such issue, or the caller may not see it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    issuesUpdate: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: never;
            path: {
                /** @description An id, as lists have it */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "severity": "major",
                 *       "description": "30 of 120 tests failed"
                 *     }
                 */
                "application/json": {
                    readonly brokenSince?: unknown;
                    readonly changedBy?: unknown;
                    readonly createdAt?: unknown;
                    readonly createdBy?: unknown;
                    description?: string;
                    readonly detectedAt?: unknown;
                    readonly duplicate?: unknown;
                    readonly fingerprint?: unknown;
                    /** Format: uuid */
                    id?: string;
                    /** @enum {string} */
                    issueType?: "build" | "test" | "release" | "dependency" | "pipeline";
                    readonly lastFailureAt?: unknown;
                    readonly lastSeenAt?: unknown;
                    links?: {
                        /** Format: uuid */
                        id?: string;
                        /** Format: uuid */
                        issueId?: string;
                        title: string;
                        url: string;
                    }[];
                    namespace?: string;
                    readonly occurrences?: unknown;
                    readonly relatedFrom?: unknown;
                    readonly relatedTo?: unknown;
                    /** Format: date-time */
                    resolvedAt?: string;
                    scope?: {
                        /** Format: uuid */
                        id?: string;
                        resourceName?: string;
                        resourceNamespace?: string;
                        resourceType?: string;
                    };
                    /** Format: uuid */
                    scopeId?: string;
                    /** @enum {string} */
                    severity?: "info" | "minor" | "major" | "critical";
                    readonly stale?: unknown;
                    /** @enum {string} */
                    state?: "ACTIVE" | "RESOLVED";
                    readonly status?: unknown;
                    title?: string;
                    readonly updatedAt?: unknown;
                    readonly warnings?: unknown;
                };
            };
        };
        responses: {
            /** @description The issue as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Issue"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description There is no such issue, or the caller may not see it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    issuesDelete: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: never;
            path: {
                /** @description An id, as lists have it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description There is no such issue, or the caller may not see it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    issuesRelate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description An id, as lists have it */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "relatedId": "f229bf9e-9ebf-469b-9261-1c45cbde3eb6"
                 *     }
                 */
                "application/json": {
                    /** Format: uuid */
                    relatedId: string;
                };
            };
        };
        responses: {
            /** @description They are related */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message: string;
                    };
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description There is no such issue, or the caller may not see it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description They are related already, or one has too many relations */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    issuesUnrelate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description An id, as lists have it */
                id: string;
                /** @description The id of the other issue */
                relatedId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description There is no such relation, or the caller may not see the issues */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    issuesResolve: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: never;
            path: {
                /** @description An id, as lists have it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The issue as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Issue"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description There is no such issue, or the caller may not see it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    systemMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    namespacesList: {
        parameters: {
            query?: {
                /** @description Whether to count the active issues */
                counts?: "true" | "false";
                /** @description The `nextCursor` of the page before, with the same filters and order */
                cursor?: string;
                /** @description How many a page has */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamespaceList"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    systemOpenapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description It is still the one that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    scopesList: {
        parameters: {
            query: {
                /** @description The `nextCursor` of the page before, with the same filters and order */
                cursor?: string;
                /** @description Up to 20, in any case */
                issueType?: ("build" | "test" | "release" | "dependency" | "pipeline")[];
                /** @description How many a page has */
                limit?: number;
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace: string[];
                /** @description Which come first, in any case */
                order?: "worst" | "oldest" | "repeated";
                /** @description The scope's, exactly; up to 20 */
                resourceName?: string[];
                /** @description The scope's, exactly; up to 20 */
                resourceNamespace?: string[];
                /** @description The scope's, exactly; up to 20 */
                resourceType?: string[];
                /** @description Part of the title or description, in any case */
                search?: string;
                /** @description Up to 20, in any case */
                severity?: ("info" | "minor" | "major" | "critical")[];
                /** @description In any case */
                state?: "ACTIVE";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScopeList"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    systemSenders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All senders */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SenderList"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    tokensList: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before, with the same filters and order */
                cursor?: string;
                /** @description How many a page has */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Token"][];
                        limit: number;
                        /** @description Where the next page begins; null on the last page */
                        nextCursor: string | null;
                        warnings?: components["schemas"]["Warnings"];
                    };
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    tokensCreate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "frontend-ci",
                 *       "role": "publisher",
                 *       "namespaces": [
                 *         "team-alpha"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** Format: date-time */
                    expiresAt?: string;
                    name: string;
                    namespaces: string[];
                    /** @enum {string} */
                    role: "publisher" | "viewer" | "editor" | "admin";
                };
            };
        };
        responses: {
            /** @description The token, with its credential, which is shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        createdAt: string;
                        /** @description The caller that made it; null for an operator, and for tokens from before that was noted */
                        createdBy: string | null;
                        expiresAt: string | null;
                        id: string;
                        /** @description Within the hour; null when it was never used */
                        lastUsedAt: string | null;
                        name: string;
                        namespaces: string[];
                        /** @enum {string} */
                        role: "publisher" | "viewer" | "editor" | "admin";
                        token: string;
                    };
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The caller has too many living tokens */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    tokensRevokeMadeBy: {
        parameters: {
            query: {
                /** @description The id of a caller, as issues and tokens have it */
                createdBy: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        revoked: number;
                    };
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    tokensRevoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description An id, as lists have it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description There is no such token, or the caller may not see it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    systemVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        description: string;
                        name: string;
                        version: string;
                        warnings?: components["schemas"]["Warnings"];
                    };
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    sendersAlertmanager: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What became of it: `info` where it reports nothing; `results` where it holds several events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"] | components["schemas"]["SuccessAnswer"] | components["schemas"]["IgnoredAnswer"] | components["schemas"]["BatchAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    sendersArgoCd: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What became of it: `info` where it reports nothing; `results` where it holds several events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"] | components["schemas"]["SuccessAnswer"] | components["schemas"]["IgnoredAnswer"] | components["schemas"]["BatchAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksBuildFailure: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "componentName": "example-componentName",
                 *       "namespace": "team-alpha",
                 *       "errorMessage": "example-errorMessage",
                 *       "severity": "info",
                 *       "buildId": "example-buildId",
                 *       "buildLogsUrl": "https://ci.example/buildLogsUrl"
                 *     }
                 */
                "application/json": {
                    attempt?: number | string;
                    buildId?: string;
                    buildLogsUrl?: string;
                    componentName: string;
                    dedupKey?: string;
                    errorMessage: string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                    /** @enum {string} */
                    severity?: "info" | "minor" | "major" | "critical";
                };
            };
        };
        responses: {
            /** @description A known issue failed again, or nothing failed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksBuildSuccess: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "componentName": "example-componentName",
                 *       "namespace": "team-alpha"
                 *     }
                 */
                "application/json": {
                    attempt?: number | string;
                    componentName: string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                };
            };
        };
        responses: {
            /** @description How many issues were resolved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksDeploymentFailure: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "applicationName": "example-applicationName",
                 *       "namespace": "team-alpha",
                 *       "failureReason": "example-failureReason",
                 *       "severity": "info",
                 *       "deploymentId": "example-deploymentId",
                 *       "dashboardUrl": "https://ci.example/dashboardUrl"
                 *     }
                 */
                "application/json": {
                    applicationName: string;
                    attempt?: number | string;
                    dashboardUrl?: string;
                    dedupKey?: string;
                    deploymentId?: string;
                    failureReason: string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                    /** @enum {string} */
                    severity?: "info" | "minor" | "major" | "critical";
                };
            };
        };
        responses: {
            /** @description A known issue failed again, or nothing failed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksDeploymentSuccess: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "applicationName": "example-applicationName",
                 *       "namespace": "team-alpha"
                 *     }
                 */
                "application/json": {
                    applicationName: string;
                    attempt?: number | string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                };
            };
        };
        responses: {
            /** @description How many issues were resolved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    sendersGithub: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What became of it: `info` where it reports nothing; `results` where it holds several events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"] | components["schemas"]["SuccessAnswer"] | components["schemas"]["IgnoredAnswer"] | components["schemas"]["BatchAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    sendersGitlab: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What became of it: `info` where it reports nothing; `results` where it holds several events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"] | components["schemas"]["SuccessAnswer"] | components["schemas"]["IgnoredAnswer"] | components["schemas"]["BatchAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    sendersJenkins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What became of it: `info` where it reports nothing; `results` where it holds several events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"] | components["schemas"]["SuccessAnswer"] | components["schemas"]["IgnoredAnswer"] | components["schemas"]["BatchAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksMintmakerCustom: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pipelineId": "example-pipelineId",
                 *       "namespace": "team-alpha",
                 *       "type": "error",
                 *       "logs": [
                 *         "example-logs"
                 *       ]
                 *     }
                 */
                "application/json": {
                    attempt?: number | string;
                    dedupKey?: string;
                    logs?: string[];
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                    pipelineId: string;
                    /** @enum {string} */
                    type: "error" | "warning" | "info";
                };
            };
        };
        responses: {
            /** @description A known issue failed again, or nothing failed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"] | components["schemas"]["IgnoredAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksPipelineFailure: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pipelineName": "example-pipelineName",
                 *       "namespace": "team-alpha",
                 *       "failureReason": "example-failureReason",
                 *       "severity": "info",
                 *       "runId": "example-runId",
                 *       "logsUrl": "https://ci.example/logsUrl"
                 *     }
                 */
                "application/json": {
                    attempt?: number | string;
                    dedupKey?: string;
                    failureReason: string;
                    logsUrl?: string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                    pipelineName: string;
                    runId?: string;
                    /** @enum {string} */
                    severity?: "info" | "minor" | "major" | "critical";
                };
            };
        };
        responses: {
            /** @description A known issue failed again, or nothing failed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksPipelineSuccess: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pipelineName": "example-pipelineName",
                 *       "namespace": "team-alpha"
                 *     }
                 */
                "application/json": {
                    attempt?: number | string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                    pipelineName: string;
                };
            };
        };
        responses: {
            /** @description How many issues were resolved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksReleaseFailure: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "application": "example-application",
                 *       "namespace": "team-alpha",
                 *       "failurePhase": "example-failurePhase",
                 *       "release": "example-release",
                 *       "severity": "info",
                 *       "pipelineRunUrl": "https://ci.example/pipelineRunUrl"
                 *     }
                 */
                "application/json": {
                    application: string;
                    attempt?: number | string;
                    dedupKey?: string;
                    failurePhase: string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                    pipelineRunUrl?: string;
                    release: string;
                    /** @enum {string} */
                    severity?: "info" | "minor" | "major" | "critical";
                };
            };
        };
        responses: {
            /** @description A known issue failed again, or nothing failed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksReleaseSuccess: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "application": "example-application",
                 *       "namespace": "team-alpha"
                 *     }
                 */
                "application/json": {
                    application: string;
                    attempt?: number | string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                };
            };
        };
        responses: {
            /** @description How many issues were resolved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksSecurityScanFailure: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "componentName": "example-componentName",
                 *       "namespace": "team-alpha",
                 *       "vulnerabilities": [
                 *         "example-vulnerabilities"
                 *       ],
                 *       "severity": "info",
                 *       "scanId": "example-scanId",
                 *       "reportUrl": "https://ci.example/reportUrl"
                 *     }
                 */
                "application/json": {
                    attempt?: number | string;
                    componentName: string;
                    dedupKey?: string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                    reportUrl?: string;
                    scanId?: string;
                    /** @enum {string} */
                    severity?: "info" | "minor" | "major" | "critical";
                    vulnerabilities: string[];
                };
            };
        };
        responses: {
            /** @description A known issue failed again, or nothing failed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    webhooksSecurityScanSuccess: {
        parameters: {
            query?: {
                /** @description A team or tenant. Lists take up to 20; elsewhere it must be the issue's, or the body's */
                namespace?: string;
            };
            header?: {
                /** @description Names this delivery, by any text: a failure that is sent again with it counts once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "componentName": "example-componentName",
                 *       "namespace": "team-alpha"
                 *     }
                 */
                "application/json": {
                    attempt?: number | string;
                    componentName: string;
                    namespace: string;
                    /** Format: date-time */
                    occurredAt?: string;
                };
            };
        };
        responses: {
            /** @description How many issues were resolved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuccessAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
    sendersTekton: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What became of it: `info` where it reports nothing; `results` where it holds several events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"] | components["schemas"]["SuccessAnswer"] | components["schemas"]["IgnoredAnswer"] | components["schemas"]["BatchAnswer"];
                };
            };
            /** @description A new issue */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailureAnswer"];
                };
            };
            /** @description A field is missing, wrong or unknown: `details` names each */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no credential, or not a good one */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The credential is not valid, or may not do this here */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description The body is compressed */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description A fault in Kite */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
            /** @description Kite cannot answer right now. Sending the same request again is safe */
            503: {
                headers: {
                    /** @description After how many seconds to send it again. Not where API Gateway answers */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnyProblem"];
                };
            };
        };
    };
}
