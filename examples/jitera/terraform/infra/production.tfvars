chart_path = "../charts/jitera-helm-v26.05.12/jitera"
