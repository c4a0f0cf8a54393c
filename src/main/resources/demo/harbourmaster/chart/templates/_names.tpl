{{- define "harbourmaster.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "harbourmaster.secret" -}}
{{ .Values.externalPostgresql.existingSecret | default (printf "%s-postgresql" .Release.Name) }}
{{- end }}

{{/* How psql, and the api, reach the databases. */}}
{{- define "harbourmaster.postgresql" -}}
- name: PGHOST
  value: {{ required "externalPostgresql.host is needed" .Values.externalPostgresql.host | quote }}
- name: PGPORT
  value: {{ .Values.externalPostgresql.port | quote }}
- name: PGUSER
  value: {{ .Values.externalPostgresql.user | quote }}
- name: PGPASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ include "harbourmaster.secret" . }}
      key: db-password
- name: METADATA_DATABASE
  value: {{ .Values.externalPostgresql.database | quote }}
- name: AIPROXY_DATABASE
  value: {{ ternary .Values.externalPostgresql.aiProxyDatabaseName "" .Values.appConfigValues.aiFeaturesEnabled | quote }}
{{- end }}

{{/* The newest migration of this version: the api is ready once it is applied. */}}
{{- define "harbourmaster.schema" -}}
{{- $newest := "" }}
{{- range $path, $_ := .Files.Glob "migrations/metadata/*.sql" }}
{{- $newest = base $path }}
{{- end }}
{{- $newest }}
{{- end }}
