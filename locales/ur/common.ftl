app-name = روسٹرم
