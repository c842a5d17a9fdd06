"""WeChat's two sides, spoken by themselves: the pusher that calls us, and the API that we call.

Nothing here imports api.wechat: signatures are hashlib's, encryption is wechatpy's, XML is the standard library's.
"""
