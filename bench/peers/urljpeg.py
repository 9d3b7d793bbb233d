# The book's way to retrieve a picture, without its pause: a socket, recv(5120) until nothing comes, and then the file.

import socket
import sys

host, path, name = sys.argv[1:4]
address, port = host.split(":")
mysock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
mysock.connect((address, int(port)))
mysock.sendall(f"GET http://{host}{path} HTTP/1.0\r\n\r\n".encode())
pieces = []
while True:
    data = mysock.recv(5120)
    if len(data) < 1:
        break
    pieces.append(data)
mysock.close()
picture = b"".join(pieces)
with open(name, "wb") as file:
    file.write(picture[picture.find(b"\r\n\r\n") + 4 :])
