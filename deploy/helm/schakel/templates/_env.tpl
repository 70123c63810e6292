{{- define "schakel.env" -}}
- { name: SCHAKEL_BASE_URL, value: {{ .Values.baseURL | quote }} }
- { name: SCHAKEL_MAIL_FROM, value: {{ .Values.mailFrom | quote }} }
- { name: SCHAKEL_TRUSTED_PROXIES, value: {{ .Values.trustedProxies | quote }} }
- { name: SCHAKEL_METRICS_LISTEN, value: "0.0.0.0:9090" }
- { name: SCHAKEL_DATABASE_FILE, value: /run/secrets/schakel/database }
- { name: SCHAKEL_SECRET_FILE, value: /run/secrets/schakel/secret }
- { name: SCHAKEL_BLOB_FILE, value: /run/secrets/schakel/blob }
- { name: SCHAKEL_SMTP_FILE, value: /run/secrets/schakel/smtp }
{{- end }}
{{- define "schakel.pod" -}}
automountServiceAccountToken: false
securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, seccompProfile: { type: RuntimeDefault } }
{{- end }}
{{- define "schakel.container" -}}
securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
{{- end }}
